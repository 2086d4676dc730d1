"""What makes the program into something that people install: frozen, with fonts and licences, in a package.

Linux gets a .deb and a portable .tar.xz, Windows a setup.exe. `verify` tries what is made here; nothing here
imports it.
"""
