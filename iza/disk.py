"""What the file system says when it refuses, in words."""

from __future__ import annotations

import errno

from iza.i18n import N_, _

_NO_SPACE = N_("There is no space left on the disk")
_DENIED = N_("Reading or writing is not allowed")
_REASONS = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: _NO_SPACE,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: N_("The disk can only be read, not written"),
    errno.ENOENT: N_("There is no such file or folder"),
    errno.EEXIST: N_("The file or folder exists already"),
    errno.EISDIR: N_("This is a folder, a file is needed"),
    errno.ENOTDIR: N_("This is a file, a folder is needed"),
    errno.ENOTEMPTY: N_("The folder is not empty"),
    errno.EBUSY: N_("The file is in use by another program"),
    errno.ETXTBSY: N_("The file is in use by another program"),
    errno.ENAMETOOLONG: N_("The name of the file is too long"),
    errno.EMFILE: N_("Too many files are open"),
    errno.ENFILE: N_("Too many files are open"),
    errno.EIO: N_("The disk reports an error"),
}


def is_told(error: OSError) -> bool:
    """Whether this is an ordinary refusal of the file system, which has words."""
    return error.errno in _REASONS


def reason(error: OSError) -> str:
    """Why the file system refused, without a path; the system's own words for what is rare."""
    return _(_REASONS[error.errno]) if error.errno in _REASONS else (error.strerror or type(error).__name__)
