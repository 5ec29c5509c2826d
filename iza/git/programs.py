"""Programs that a repository brings along: named in its ``.git/config``, or lying in its hooks.

``git clone`` copies neither, so that only a folder received as a whole (a stick, an archive, a shared drive) has any.
git would start them on ordinary commands. Before iza starts git in a repository, what is configured there is compared
with the settings known to be harmless; everything else counts only after this person allowed it in this clone
(``iza.git.allowing``). Settings that nobody thought of here are asked about, not let through.

Read in Python, since git itself would already follow what it reads: some 0.1 ms before the first git of a command.
"""

from __future__ import annotations

import os
import shlex
import sys
from functools import lru_cache
from pathlib import Path

from iza.git.configuration import entries
from iza.git.program import Program

_HARMLESS = {
    "core": "repositoryformatversion filemode bare logallrefupdates ignorecase precomposeunicode symlinks hidedotfiles "
    "longpaths fscache sharedrepository autocrlf eol safecrlf quotepath abbrev commentchar commentstring commitgraph "
    "compression loosecompression preloadindex untrackedcache trustctime checkstat ignorestat splitindex "
    "sparsecheckout sparsecheckoutcone multipackindex bigfilethreshold fsync fsyncmethod fsyncobjectfiles whitespace "
    "attributesfile excludesfile notesref warnambiguousrefs packedgitlimit packedgitwindowsize deltabasecachelimit "
    "disambiguate unsetenvvars maxtreedepth protecthfs protectntfs",
    "extensions": "objectformat compatobjectformat partialclone worktreeconfig refstorage noop preciousobjects "
    "relativeworktrees",
    "remote": "pushdefault",
    "remote.*": "fetch push tagopt prune prunetags promisor partialclonefilter mirror skipdefaultupdate skipfetchall "
    "followremotehead gh-resolved",
    "branch": "autosetupmerge autosetuprebase sort",
    "branch.*": "remote merge rebase pushremote description vscode-merge-base github-pr-owner-number gk-merge-base "
    "gk-last-accessed gk-last-modified",
    "user": "name email signingkey useconfigonly",
    "author": "name email",
    "committer": "name email",
    "commit": "gpgsign template cleanup status verbose",
    "tag": "gpgsign sort forcesignannotated",
    "push": "default autosetupremote followtags gpgsign recursesubmodules useforceifincludes",
    "pull": "rebase ff octopus twohead",
    "fetch": "prune prunetags parallel writecommitgraph recursesubmodules showforcedupdates fsckobjects unpacklimit "
    "output all",
    "gpg": "format mintrustlevel",
    "gpg.*": "allowedsignersfile revocationfile",
    "merge": "conflictstyle ff log renames renamelimit directoryrenames renormalize stat autostash verbosity",
    "merge.*": "name recursive",
    "rebase": "autostash autosquash stat updaterefs abbreviatecommands missingcommitscheck",
    "rerere": "enabled autoupdate",
    "diff": "renames renamelimit algorithm context interhunkcontext mnemonicprefix noprefix colormoved colormovedws "
    "indentheuristic submodule ignoresubmodules orderfile wserrorhighlight relative suppressblankempty "
    "autorefreshindex wordregex dirstat noindex statgraphwidth statnamewidth",
    "diff.*": "xfuncname funcname binary wordregex cachetextconv algorithm",
    "status": "showuntrackedfiles renames renamelimit short branch showstash relativepaths submodulesummary "
    "aheadbehind displaycommentprefix",
    "log": "showroot showsignature follow mailmap decorate date abbrevcommit diffmerges excludedecoration graphcolors "
    "initialdecorationset",
    "format": "pretty",
    "color": "ui diff status branch interactive grep decorate push transport remote showbranch blame pager advice",
    "color.*": "meta frag old new whitespace func context commit plain header added changed untracked branch current "
    "local remote upstream nobranch",
    "column": "ui status branch tag",
    "i18n": "commitencoding logoutputencoding",
    "index": "version threads sparse skiphash recordendofindexentries recordoffsettable",
    "feature": "manyfiles experimental",
    "splitindex": "maxpercentchange sharedindexexpire",
    "commitgraph": "generationversion maxnewfilters readchangedpaths changedpathsversion",
    "gc": "auto autodetach autopacklimit pruneexpire reflogexpire reflogexpireunreachable worktreepruneexpire packrefs "
    "cruftpacks bigpackthreshold writecommitgraph logexpiry aggressivedepth aggressivewindow rerereresolved "
    "rerereunresolved",
    "gc.*": "reflogexpire reflogexpireunreachable",
    "maintenance": "auto autodetach strategy",
    "maintenance.*": "enabled schedule auto",
    "pack": "compression depth window windowmemory threads writebitmaps writebitmaphashcache usebitmaps packsizelimit "
    "writereverseindex readreverseindex indexversion usesparse",
    "repack": "usedeltabaseoffset packkeptobjects usedeltaislands writebitmaps updateserverinfo",
    "receive": "denycurrentbranch denynonfastforwards denydeletes denydeletecurrent fsckobjects autogc "
    "updateserverinfo unpacklimit advertisepushoptions maxinputsize",
    "transfer": "fsckobjects unpacklimit hiderefs",
    "uploadpack": "allowfilter allowanysha1inwant allowtipsha1inwant allowreachablesha1inwant hiderefs allowrefinwant",
    "submodule": "active recurse fetchjobs propagatebranches",
    "submodule.*": "url active branch ignore fetchrecursesubmodules shallow",
    "lfs": "repositoryformatversion locksverify",
    "lfs.*": "access locksverify",
    "init": "defaultbranch",
    "blame": "showemail showroot date coloring blankboundary",
    "grep": "linenumber column patterntype extendedregexp threads fullname",
    "notes": "displayref rewriteref rewritemode mergestrategy",
    "gui": "wmstate geometry encoding spellingdictionary",
    "credential": "username usehttppath",
    "credential.*": "username usehttppath provider",
    "versionsort": "suffix prereleasesuffix",
    "http": "postbuffer version",
}
"""Settings that start nothing and lead nowhere: by section (``.*``: with a name in quotes after it), in small letters.

Left out on purpose are also those that would quietly change what is read or where it comes from: ``core.worktree``,
``url.*.insteadOf``, ``trailer.*``, ``fsck.*``, ``include.path``.
"""
_YES_NO = ("true", "false", "yes", "no", "on", "off", "0", "1", "")
_UPDATES = ("checkout", "rebase", "merge", "none")

_CHANGES = (
    'f() {{ {iza} changes "$@" 2>/dev/null || '
    '{{ printf "%s\\n" "$1"; test "$#" -lt 5 || diff -u "$2" "$5" || true; }}; }}; f'
)
_FACTS = 'f() {{ {iza} facts "$1" 2>/dev/null || cat "$1"; }}; f'


def drivers(python: Path | None = None) -> dict[str, str]:
    """The programs iza itself names in a clone, by setting: they show cases in sentences."""
    # -P: nothing that lies in the case repository is taken for a part of iza.
    iza = f"{shlex.quote((python or Path(sys.executable)).as_posix())} -P -m iza.cli.driver"
    return {"diff.iza.command": _CHANGES.format(iza=iza), "diff.iza.textconv": _FACTS.format(iza=iza)}


def _is_own(setting: str, value: str) -> bool:
    """Whether iza would write this; the same Python may have been called by another of its names."""
    called = Path(sys.executable)
    end = ".exe" if called.suffix == ".exe" else ""
    names = (called.name, f"python{end}", f"python3{end}", f"python3.{sys.version_info.minor}{end}")
    return any(value == drivers(called.with_name(name))[setting] for name in names)


def programs(root: Path) -> list[Program]:
    """The programs a repository brings along: settings that are not known to be harmless, and hooks."""
    git_dir = git_folder(root)
    if not git_dir:
        return []
    common = common_folder(git_dir)
    return [*unusual(f"{common}/config"), *unusual(f"{git_dir}/config.worktree"), *hooks(f"{common}/hooks")]


# -- where a repository lies -----------------------------------------------------------------------------------------


def git_folder(root: Path) -> str:
    """The git directory of a work tree, read as git reads it; nothing where there is none."""
    folder = f"{root}/.git"
    if os.path.isdir(folder):  # noqa: PTH112 - asked before every git, and pathlib takes three times as long
        return folder
    target = _first_line(folder).removeprefix("gitdir:").strip()
    return os.path.join(root, target) if target else ""  # noqa: PTH118


def common_folder(git_dir: str) -> str:
    """Where settings and hooks lie: for a further work tree, in the git directory of the first."""
    target = _first_line(f"{git_dir}/commondir").strip()
    return os.path.join(git_dir, target) if target else git_dir  # noqa: PTH118


def _first_line(path: str) -> str:
    return os.fsdecode(content(path) or b"").rstrip("\r\n")


def content(path: str) -> bytes | None:
    """What a file holds; None where there is none, or none that may be read: git cannot read it then either."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return None


# -- what is configured ----------------------------------------------------------------------------------------------


def unusual(path: str) -> tuple[Program, ...]:
    """The settings in one file that are not known to be harmless; a line git might read otherwise is one, too."""
    source = content(path)
    return _programs_in(source) if source else ()


@lru_cache(maxsize=8)
def _programs_in(source: bytes) -> tuple[Program, ...]:
    text = source.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    named = []
    try:
        for section, name, key, value in entries(text):
            if not _is_harmless(section, name, key, value):
                named.append(Program(".".join(part for part in (section, name, key) if part is not None), value))
    except ValueError as error:
        named.append(Program(".git/config", str(error)))
    return tuple(named)


def _is_harmless(section: str, name: str | None, key: str, value: str) -> bool:
    if key in _HARMLESS.get(section if name is None else f"{section}.*", "").split():
        return True
    match section, key:
        case "core", "fsmonitor":
            return name is None and value.lower() in _YES_NO
        case "remote", "url" | "pushurl":
            # `ext::COMMAND`, `NAME::ADDRESS`: a program that speaks with the other side.
            return "::" not in value
        case "submodule", "update":
            return value in _UPDATES
        case "diff", "command" | "textconv":
            return name == "iza" and _is_own(f"diff.iza.{key}", value)
    return False


# -- hooks -----------------------------------------------------------------------------------------------------------


def hooks(folder: str) -> list[Program]:
    """The hooks git would run: every file in their folder that may be executed, but the samples git puts there."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.path for entry in entries if not entry.name.endswith(".sample")]
    except OSError:
        return []
    return [Program(f"hook {os.path.basename(path)}", path) for path in sorted(names) if _is_run(path)]  # noqa: PTH119


def _is_run(path: str) -> bool:
    return os.access(path, os.X_OK) and not os.path.isdir(path)  # noqa: PTH112


