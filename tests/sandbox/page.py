# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The frame of every page that a person sees."""

from html import escape

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:0;background:#f4f6f8;color:#1d2733}
header{background:#13304d;color:#fff;padding:12px 24px}
header a{color:#fff;text-decoration:none}
main{max-width:1100px;margin:24px auto;padding:0 16px}
.card{background:#fff;border:1px solid #dbe1e8;border-radius:8px;padding:20px;
margin-bottom:20px}
.narrow{max-width:480px;margin:40px auto}
table{border-collapse:collapse;width:100%;margin:14px 0}
.totals table{width:320px;margin-left:auto}
h2{margin-top:4px}
th,td{text-align:left;padding:6px 10px;border-bottom:1px solid #e7ecf1}
th{font-weight:600;color:#54657a}
.number{text-align:right;font-variant-numeric:tabular-nums}
.status{border-radius:10px;background:#e3ebf3;padding:1px 9px;font-size:13px}
.muted{color:#66788c}
.error{color:#a12222}
button{font:inherit;border:1px solid #13304d;border-radius:6px;padding:7px 18px;
background:#fff;cursor:pointer}
button.primary{background:#13304d;color:#fff}
label{display:block;padding:4px 0}
form.inline{display:inline}
"""


def page(title, content, product="Sandbox"):
    """A whole page; `title` is text, `content` is HTML."""
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f"<header><a href='/'>{escape(product)}</a></header>"
        f"<main>{content}</main></body></html>"
    )


def table(headings, rows, numeric=()):
    """A table; `rows` hold HTML, `numeric` the indexes set to the right."""

    def cells(tag, row):
        return "".join(
            f"<{tag}{' class=number' if index in numeric else ''}>{cell}</{tag}>"
            for index, cell in enumerate(row)
        )

    head = cells("th", [escape(heading) for heading in headings])
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def message(title, text, product, is_error=False):
    """A page that says one thing."""
    kind = "error" if is_error else "muted"
    content = (
        f"<div class='card'><h2>{escape(title)}</h2>"
        f"<p class='{kind}'>{escape(text)}</p></div>"
    )
    return page(title, content, product)


def buttons(named):
    """A form with a button for each (action, text)."""
    inside = "".join(
        f"<button name='action' value='{action}'>{escape(text)}</button> "
        for action, text in named
    )
    return f"<form method='post'><p>{inside}</p></form>" if inside else ""
