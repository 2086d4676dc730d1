; The installer for Windows: for the person who runs it, without administrator rights; /S for silent.
; makensis -DVERSION=0.1.0 -DNUMBER=0.1.0.0 -DSOURCE=…\dist\plan-reader -DOUT=…\setup.exe plan-reader.nsi
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
!include MUI2.nsh
!include WordFunc.nsh
!include FileFunc.nsh

!define TITLE "规划阅读器"
!define NAME "plan-reader"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
; Where the program keeps the reader's own files (desktop/folders.py); never inside the program's folder.
!define OWN "$LOCALAPPDATA\${NAME}"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
VIProductVersion "${NUMBER}"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE}安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开规划阅读器"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Function .onInit
  ; An older program would not read what a newer one has saved: it is not installed over it.
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  StrCmp $0 "" fine
  ${VersionCompare} $0 "${VERSION}" $1
  StrCmp $1 "1" 0 fine
  MessageBox MB_OK|MB_ICONSTOP "已安装较新的版本 $0，不能用 ${VERSION} 覆盖它：旧版本读不了新版本保存的批注。您的批注没有改动。" /SD IDOK
  SetErrorLevel 2
  Quit
fine:
FunctionEnd

Section
  SetOutPath "$INSTDIR"
  ClearErrors
  ; What an earlier version left there is no part of this one. Only the program's own folder, by its own mark.
  IfFileExists "$INSTDIR\uninstall.exe" 0 copy
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${NAME}.exe"
  IfErrors 0 copy
  MessageBox MB_OK|MB_ICONSTOP "规划阅读器正在运行，请先关闭它，再重新安装。您的批注没有改动。" /SD IDOK
  SetErrorLevel 2
  Quit
copy:
  File /r "${SOURCE}/*"
  IfErrors 0 written
  MessageBox MB_OK|MB_ICONSTOP "文件写不进“$INSTDIR”，可能是磁盘已满或程序正在运行。请关闭程序、腾出空间后重新安装。您的批注没有改动。" /SD IDOK
  SetErrorLevel 2
  Quit
written:
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.planmarks" "" "${NAME}.planmarks"
  WriteRegStr HKCU "Software\Classes\${NAME}.planmarks" "" "规划阅读器批注"
  WriteRegStr HKCU "Software\Classes\${NAME}.planmarks\DefaultIcon" "" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr HKCU "Software\Classes\${NAME}.planmarks\shell\open\command" "" '"$INSTDIR\${NAME}.exe" open "%1"'
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section Uninstall
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  ReadRegStr $0 HKCU "Software\Classes\.planmarks" ""
  StrCmp $0 "${NAME}.planmarks" 0 other
  DeleteRegKey HKCU "Software\Classes\.planmarks"
other:
  DeleteRegKey HKCU "Software\Classes\${NAME}.planmarks"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${NAME}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  ; The marks are the one thing that can't be made again: kept unless the reader says otherwise, and always when silent.
  IfFileExists "${OWN}\*.*" 0 gone
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "程序已卸载。是否连同您的批注、设置和导入的规划一起删除？$\n$\n选“否”则全部保留在：$\n${OWN}" /SD IDNO IDNO gone
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "删除后不能恢复。确定要删除您的全部批注吗？" /SD IDNO IDNO gone
  RMDir /r "${OWN}"
gone:
SectionEnd
