"""What is found, and what each kind of it is called."""

from db.records import Sought

KIND_NAMES: dict[Sought, str] = {
    "heading": "标题",
    "paragraph": "正文",
    "box_title": "专栏标题",
    "box_item": "专栏内容",
    "note": "批注",
}
