#!/bin/sh
# Puts the reader in this folder into the menu of the person who runs this, and takes it out again with --remove. No password is needed.
set -e
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$share/applications/plan-reader-portable.desktop
icon=$share/icons/hicolor/scalable/apps/plan-reader.svg
mime=$share/mime/packages/plan-reader.xml
if [ "${1:-}" = --remove ]; then
    rm -f -- "$entry" "$icon" "$mime"
    echo "已从菜单移除。程序和 data 文件夹里的个人文件没有改动，不再需要时请自行删除整个文件夹。"
else
    mkdir -p "$(dirname "$entry")" "$(dirname "$icon")" "$(dirname "$mime")"
    cp -- "$here/share/plan-reader.svg" "$icon"
    cp -- "$here/share/plan-reader.xml" "$mime"
    # In a quoted argument of Exec these four are written with a backslash, and a backslash of the file's own is doubled.
    quoted=$(printf '%s' "$here/plan-reader" | sed -e 's/["`$\\]/\\\\&/g' -e 's/%/%%/g')
    awk -v command="Exec=\"$(printf '%s' "$quoted" | sed 's/\\/\\\\/g')\" open %f" '/^Exec=/ { print command; next } { print }' \
        "$here/share/plan-reader.desktop" > "$entry"
    echo "已放进菜单：规划阅读器。要移除，请运行：$0 --remove"
fi
for tool in "update-desktop-database $share/applications" "update-mime-database $share/mime"; do
    command -v "${tool%% *}" > /dev/null && ${tool%% *} "${tool#* }" 2> /dev/null || true
done
