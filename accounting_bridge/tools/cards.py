# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The plain values that a card shows: what the browser gets of a record.

A card is ``{"title": str, "rows": [row], "buttons": [button]}``. Texts are
translated and formatted already; the browser knows no provider and no field.
"""

#: How a badge or a row looks.
LEVELS = ("", "info", "success", "warning", "danger", "muted")


def card(title, rows=(), buttons=()):
    """What the card of a record shows.

    :param str title: above the rows, such as the provider's name
    :param rows: of :func:`card_row`
    :param buttons: of :func:`card_button`, for the record as a whole
    :rtype: dict
    """
    return {"title": title, "rows": list(rows), "buttons": list(buttons)}


def card_row(
    key,
    title,
    *,
    label="",
    url="",
    note="",
    hint="",
    level="",
    badge=None,
    facts=(),
    buttons=(),
):
    """One line of a card.

    :param str key: names the row within its card
    :param str title: what the row is about, such as a contact's name or a number
    :param str label: before the title, muted, such as "Customer"
    :param str url: where the title leads, in a new tab; empty = nowhere
    :param str note: a sentence below, in the color of ``level``
    :param str hint: shown when the mouse rests on the row
    :param str level: of :data:`LEVELS`
    :param badge: a pair of a text and one of :data:`LEVELS`, None = no badge
    :param facts: pairs of a label and a text, such as ``("Due", "$ 12.00")``
    :param buttons: of :func:`card_button`
    :rtype: dict
    """
    return {
        "key": str(key),
        "label": label,
        "title": title,
        "url": url or "",
        "note": note or "",
        "hint": hint or "",
        "level": level,
        "badge": {"text": badge[0], "level": badge[1]} if badge else False,
        "facts": [{"label": name, "text": text} for name, text in facts],
        "buttons": list(buttons),
    }


def card_button(
    name,
    label,
    *,
    icon="",
    hint="",
    url="",
    confirm="",
    args=None,
    record=None,
    is_search=False,
    is_reloading=False,
):
    """Something to press.

    With ``url`` the browser opens it in a new tab, and nothing else happens. With
    ``is_search`` a field opens in which a person types, what
    ``_bridge_card_search_<name>`` of the record finds is offered, and the choice
    comes as the argument ``choice``. Else, or then, ``_bridge_card_run_<name>`` of the
    record is called.

    :param str name: names the methods, and the button in tests
    :param str icon: a class of Font Awesome, such as ``fa-refresh``
    :param str hint: shown when the mouse rests on the button
    :param str confirm: asked before anything happens
    :param dict args: keyword arguments of the methods, of plain values
    :param record: whose methods are called, None = the form's own
    :param bool is_reloading: the form shows what the button changes
    :rtype: dict
    """
    return {
        "name": name,
        "label": label,
        "icon": icon,
        "hint": hint or "",
        "url": url or "",
        "confirm": confirm or "",
        "args": args or {},
        "model": record._name if record else False,
        "id": record.id if record else False,
        "is_search": is_search,
        "is_reloading": is_reloading,
    }


def card_choice(value, label, note=""):
    """Something that a search found.

    :param value: comes back as the argument ``choice``
    :param str note: behind the label, muted
    :rtype: dict
    """
    return {"value": value, "label": label, "note": note or ""}
