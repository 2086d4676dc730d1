"""What backups and incidents hold, in words: the same in the window and on the command line."""

from db.user.records import RecoverySource


def held_words(source: RecoverySource) -> str:
    """How it differs from what there is now: 比现在多 60 条，少 3 条."""
    parts = [f"多 {source.more} 条"] if source.more else []
    parts += [f"少 {source.fewer} 条"] if source.fewer else []
    told = [f"比现在{'，'.join(parts)}"] if parts else []
    told += [f"{source.other} 条内容不同"] if source.other else []
    told += [f"人工补录和地名更正多 {source.entries} 处"] if source.entries else []
    return "，".join(told) or "与现在一样"


def source_words(source: RecoverySource) -> str:
    """How many marks it holds, and how it differs from what there is now."""
    if source.state == "sound":
        return f"{source.marks} 条批注，{held_words(source)}"
    if source.state == "unknown":
        return "暂时读不出来"
    return f"已损坏，还能读出 {source.marks} 条批注，{held_words(source)}" if source.marks else "已损坏"
