import { registry } from "@web/core/registry";
import { StatusBarField, statusBarField } from "@web/views/fields/statusbar/statusbar_field";

/**
 * The steps of the setup: of all that there can be, those that the field named by the
 * option ``steps_field`` holds, separated by blanks.
 */
export class SetupStepsField extends StatusBarField {
    static props = { ...StatusBarField.props, stepsField: { type: String } };

    getAllItems() {
        const { record, stepsField } = this.props;
        const steps = (record.data[stepsField] || "").split(" ");
        return super.getAllItems().filter((item) => item.isSelected || steps.includes(item.value));
    }
}

export const setupStepsField = {
    ...statusBarField,
    component: SetupStepsField,
    additionalClasses: ["o_field_statusbar"],
    supportedTypes: ["selection"],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...statusBarField.extractProps(fieldInfo, dynamicInfo),
        isDisabled: true,
        stepsField: fieldInfo.options.steps_field,
    }),
    fieldDependencies: ({ options }) => [{ name: options.steps_field, type: "char" }],
};

registry.category("fields").add("accounting_bridge_setup_steps", setupStepsField);
