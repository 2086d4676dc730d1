"""What a worker may use, set by itself before it sees a file.

| | Linux | Windows |
|---|---|---|
| memory | RLIMIT_DATA: what it may write to; beyond it an allocation fails | the job object (`windows_job`) |
| time | the program's side ends it | the same |
| the program is gone | SIGIO from its pipe (`server`) | the job object closes and ends it |
| a crash | no core dump | no dialog, no error report |
| network, other programs, files to write | refused by seccomp | not refused |

What the system does not offer is left out: each bound stands by itself.
"""

import ctypes
import sys
from contextlib import suppress
from pathlib import Path


def confine(memory: int) -> None:
    """Bound this process for good; it may hold `memory` bytes."""
    if sys.platform == "win32":
        # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX: a crash ends it without a
        # dialog that somebody would have to close.
        ctypes.windll.kernel32.SetErrorMode(0x8003)
        return
    import resource

    for limit, value in (
        # Not RLIMIT_AS: PDFium reserves far more addresses than it uses.
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _MESSAGES),
    ):
        # Refused where somebody has set a lower bound already, which will do as well.
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        # When the machine's memory runs out, the system ends the worker first, and not the window.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
        _refuse_calls()


_MESSAGES = 1 << 20
"""Bytes of what a worker may say on stderr, which goes into a file."""

# Numbers of system calls by machine, from the kernel's tables: socket, ptrace, process_vm_writev, execve,
# execveat, kill, openat2; then openat, whose flags are looked at. x86-64 has fork, vfork, creat and open as
# well.
_CALLS = {
    "x86_64": (0xC000003E, (41, 101, 311, 59, 322, 62, 437, 57, 58, 85), ((257, 2), (2, 1))),
    "aarch64": (0xC00000B7, (198, 117, 271, 221, 281, 129, 437), ((56, 2),)),
}
"""The machine's number, calls that are refused, and calls that open a file with the place of their flags."""
_WRITING = 0o1103
"""O_WRONLY, O_RDWR, O_CREAT and O_TRUNC."""
_SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _NOT_BELOW, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("yes", ctypes.c_ubyte),
        ("no", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("first", ctypes.POINTER(_Instruction)))


def _refuse_calls() -> None:
    """No sockets, no other programs, no files to write: a call for them fails with "not permitted"."""
    import os

    machine = os.uname().machine
    if machine not in _CALLS or sys.maxsize < 1 << 32:
        return
    number, refused, opening = _CALLS[machine]
    steps: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),
        # A call by another machine's numbers (32 bits) is refused.
        (_EQUAL, 1, 0, number),
        (_RETURN, 0, 0, _NOT_PERMITTED),
        (_LOAD, 0, 0, 0),
        (_NOT_BELOW, 0, 1, 0x40000000),
        (_RETURN, 0, 0, _NOT_PERMITTED),
    ]
    for call in refused:
        steps += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _NOT_PERMITTED)]
    for call, place in opening:
        steps += [
            (_EQUAL, 0, 4, call),
            # The lower half of an argument; they begin at 16, with 8 bytes each.
            (_LOAD, 0, 0, 16 + 8 * place),
            (_ANY_BIT, 0, 1, _WRITING),
            (_RETURN, 0, 0, _NOT_PERMITTED),
            (_RETURN, 0, 0, _ALLOW),
        ]
    steps.append((_RETURN, 0, 0, _ALLOW))
    code = (_Instruction * len(steps))(*steps)
    program = _Program(len(steps), code)
    # Both return -1 where the kernel knows no seccomp: then nothing is refused.
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    system.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
