"""Windows only: a job object bounds the memory of a worker, and ends it when the program is gone."""

import ctypes
import sys

if sys.platform == "win32":
    from ctypes import wintypes

    _KILL_ON_CLOSE, _PROCESS_MEMORY, _DIE_ON_EXCEPTION = 0x2000, 0x100, 0x400
    _EXTENDED_LIMITS = 9
    _SET_QUOTA_AND_TERMINATE = 0x0101

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    _system = ctypes.WinDLL("kernel32", use_last_error=True)
    # A handle is as wide as an address: as a plain int it would be cut.
    for _name in ("CreateJobObjectW", "OpenProcess"):
        getattr(_system, _name).restype = wintypes.HANDLE
    _system.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    _system.SetInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        wintypes.LPVOID,
        wintypes.DWORD,
    )
    _system.QueryInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        wintypes.LPVOID,
        wintypes.DWORD,
        wintypes.LPVOID,
    )
    _system.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _system.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _system.CloseHandle.argtypes = (wintypes.HANDLE,)


class JobObject:
    """Holds one process; when this program ends, however it ends, the system closes the object and with it
    the process. Elsewhere than on Windows it does nothing: there a worker bounds itself.
    """

    def __init__(self, process: int, memory: int) -> None:
        """`process`: its id; `memory`: bytes. Where the system refuses, the process is not bounded."""
        if sys.platform == "win32":
            limits = _ExtendedLimits()
            limits.BasicLimitInformation.LimitFlags = _KILL_ON_CLOSE | _PROCESS_MEMORY | _DIE_ON_EXCEPTION
            limits.ProcessMemoryLimit = memory
            self._handle = _system.CreateJobObjectW(None, None)
            _system.SetInformationJobObject(
                self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            opened = _system.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, process)
            if opened:
                _system.AssignProcessToJobObject(self._handle, opened)
                _system.CloseHandle(opened)

    @property
    def peak(self) -> int:
        """Bytes that the process held at most; 0 where it is not known."""
        if sys.platform == "win32":
            limits = _ExtendedLimits()
            _system.QueryInformationJobObject(
                self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits), None
            )
            return limits.PeakProcessMemoryUsed
        return 0

    def close(self) -> None:
        """End the process, if it still runs."""
        if sys.platform == "win32":
            _system.CloseHandle(self._handle)
