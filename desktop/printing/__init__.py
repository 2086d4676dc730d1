"""The print room (打印): ticked chapters become pages; the pages go to the preview, a printer, a PDF or Word.

Here: what is printed, layouts, setting and composing of pages, marks on paper, the dialog. Not here: the
plan's text on screen. Rooms beside this one are not imported; marks and search results are handed in.

One way of typesetting, as tried before it was built (bundled plan, 17,500 characters; and the same a hundred
times):

- QTextDocument breaks lines well, but knows no foot-of-page notes, no keeping with the next paragraph, no
  whole boxes, and its character grid drifts: absolute letter spacing is scaled by the device's
  resolution, so that preview and PDF differ.
- So the room composes pages itself, as records: runs of characters with their exact places, rules,
  grounds, links, anchors. QPainter draws a page's records on the preview's widget, an image, QPdfWriter
  and QPrinter alike, as glyph runs with given positions: the same on every device, and eight times as
  quick as drawText (0.02 s against 0.36 s for the plan, 2.5 s against 17.5 s for a hundred).
- Foot-of-page notes are measured with the line that refers to them; a heading, its next lines and their
  notes are tried together before any of them is placed. Pages come one by one: a preview needs only the
  first.
- QPdfWriter embeds subsets (the plan in three faces: 0.4 MB), but writes no outline, links or language,
  and its ToUnicode tables take the lowest code point of a glyph: 大 comes out as the radical U+2F24.
  pypdf adds the first, and rewrites the tables from what was really drawn (2.8 s for 3,100 pages).
- Where 小标宋 is missing, the bold cut of a Song stands in (华文中宋 before it, where there is one); for
  仿宋 and 楷体 the open FandolFang, FandolKai and LXGW WenKai, at last Song (bold in headings, so that
  levels stay apart). The dialog says so.
"""
