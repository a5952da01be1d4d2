"""Texts that mean something to one of the languages that pages and files are written in."""

from hypothesis import strategies as st

# No single language reads all of them; each is one that would run, break or vanish somewhere.
METACHARACTERS = (
    "{{7*7}}",
    "{{config}}",
    "{{ cycler.__init__.__globals__ }}",
    "{%",
    "{% for x in y %}",
    "{#",
    "#}",
    "${7*7}",
    "#{7*7}",
    "{0}",
    "{name.__class__}",
    "%(name)s",
    "%s",
    "%",
    "</script>",
    "<!--",
    "<script>document.title='hit'</script>",
    "<img src=x onerror=\"document.title='hit'\">",
    "<svg onload=document.title='hit'>",
    "]]>",
    "&lt;",
    "&amp;",
    "`",
    "'",
    '"',
    "\\",
    "\\u003c",
    "\n",
    "\r\n",
    "\t",
    "\u2028",
    "\u2029",
    "\u202e",
    "\ufeff",
    "\x01",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\ufffe",
    "_x0041_",
    "=1+1",
    "@SUM(A1)",
    "-2+3",
    "javascript:document.title='hit'",
    "constructor",
    "__proto__",
    "value:new",
    "😀",
    "社区",
)
# What stands in for a name in the tests of pages: every language at once, on one line.
ATTACK = (
    "A{{7*7}}B{{config}}{{ cycler.__init__.__globals__ }}{% x %}{#c#}${7*7}</script>"
    "<img src=x onerror=\"document.title='hit'\">`'\"\\ %(x)s {0}\u2028Z"
)


def texts() -> st.SearchStrategy[str]:
    """Return texts that a database can hold, metacharacters more often than chance has them."""
    plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
    part = st.sampled_from(METACHARACTERS) | plain
    return st.lists(part, min_size=1, max_size=6).map("".join)
