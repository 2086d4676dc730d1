"""What each kind of passage is called."""

from db.records import Kind

KIND_NAMES: dict[Kind, str] = {"heading": "标题", "paragraph": "正文", "box_title": "专栏标题", "box_item": "专栏内容"}
