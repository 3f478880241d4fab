import { registry } from "@web/core/registry";

/**
 * Connect, away to the provider, and back. The provider answers at once.
 */
registry.category("web_tour.tours").add("accounting_bridge_consent", {
    steps: () => [
        {
            trigger: "button[name=action_connect]:contains(Connect)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Back from the provider",
            trigger: ".o_notification:contains(Successfully connected)",
        },
        {
            trigger: ".o_statusbar_status button[aria-current=step]:contains(Connected)",
        },
        {
            content: "The next thing to do is offered",
            trigger: "button[name=action_open_setup]:contains(Set up)",
        },
    ],
});

/**
 * The person at the provider refuses.
 */
registry.category("web_tour.tours").add("accounting_bridge_consent_refused", {
    steps: () => [
        {
            trigger: "button[name=action_connect]:contains(Connect)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_notification:has(.bg-danger):contains(refused)",
        },
        {
            content: "Nothing is half-connected, and it can be tried again",
            trigger: "button[name=action_connect]:contains(Connect)",
        },
    ],
});
