"""What is published of GPE-1: SHA-256 of its input files and of the files that an evaluation gives.

Facts, noted here so that a check needs nothing else; where fixtures/gpe1 is there, its list is read and must be the same.
"""
import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
POLICIES = ("displayed_halfup4", "once_halfup4", "once_halfeven2")
INPUTS = ("wide", "votes", "items", "ind")
DIGESTS = {
    "S_input_wide": "293df8092ddbf7bd6a0ff9db0036e789525dcbd99dc6fe5022c43a46e8205223",
    "S_input_votes": "34cc99f67a32c05743e9b2378824228de5516bc5b4ed2501833011bc570b245a",
    "S_input_items": "fcfdb76aab45c689ab4d59dcf200247176a1709270ae5059139d76219d467d35",
    "S_input_ind": "a0879942ccb451a6f9912f335c3bbfca48fc66b1e4f61934a538a783f77ba25a",
    "M_input_wide": "dc124c0e09b27c253f8db46775ec103b0b2a1283f01539135c8d335a5558659f",
    "M_input_votes": "74d706f8b45902580274f0bd3609812fa58d824df9944baadacbe38128fe8af5",
    "M_input_items": "46ba28ca7bdc719d4501eabf92c7e94f23c7bef317ee5a0ed92265c484db7d52",
    "M_input_ind": "1c1c7fdd2cfc7525fb5c4e2cf13ea34e0ab6877f73c77117f622f6e975abf16b",
    "S_displayed_halfup4": "21fd6f5cf1e0fcb987393ed680f7bc8d7b0cabf3cb11bd23548ec6542a946929",
    "S_once_halfup4": "e962e745cbcdc2b2962633377279a32fedf940f9e86ad5dea2008a55b50ed77a",
    "S_once_halfeven2": "e66dbefdba5f1bd6827bba8fed9cf9ef7b5da9328ca468428de9d5524115b62f",
    "M_displayed_halfup4": "fdb94754a834c7c517d31abcea161406d9d4a6811554fc0c55d90c6bdddf8096",
    "M_once_halfup4": "4370bf7f34222e016adcb2ab5463cfcee3813f22ee7efba3e0b2e168181d0d05",
    "M_once_halfeven2": "c1e5fe72f7ecbb1dc29167bf695ce58aeca7d620f3754bbac070b6296a7a6239",
    "S_rollup_displayed_halfup4": "0e4bbe6a7eaa13fbf27546600a039df4c4c5f26ffc31d61dae888908dd298846",
    "S_rollup_once_halfup4": "6b814e96ef726e81629a1d5a489834f4097389c1beaf299ee9c2329e4c2becdc",
    "S_rollup_once_halfeven2": "b2791e6a55c59c77fc2667d94c5c4a0763016c1d514f21ddfddc290f5b81a5f1",
    "M_rollup_displayed_halfup4": "2a8260d003792a175066496f46618027033643c7d7201b5d1a82fd0d406ec544",
    "M_rollup_once_halfup4": "e9d34400bf03ab78036fb7dec7efa4dabd779fd030c646f975b2291cd8f235ec",
    "M_rollup_once_halfeven2": "84be2d25ddebb444e732e9a172c8f696137ded96404321e90c8539160e93749b",
    "S_leaves_displayed_halfup4": "246150bde7e9446c996c21879c9d62340a7b734e7bf6482c31c8791135769537",
    "M_leaves_displayed_halfup4": "9ac68e8fb2bb6032f9cc16c037e2e3267e87cbde6cd8f7e4e2f0622227eb480b",
}
FIXTURES = Path(os.environ.get("KC_FIXTURES") or ROOT.parent / "shared" / "fixtures")


def published():
    """The list of the fixture by the same names; None where the fixtures are not there."""
    path = FIXTURES / "gpe1" / "digests.sha256"
    if not path.exists():
        return None
    pairs = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {name.removesuffix(".csv"): digest for digest, name in pairs}


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wrong_inputs(size, folder):
    return [name for name in INPUTS if digest(Path(folder) / f"{name}.csv") != DIGESTS[f"{size}_input_{name}"]]


def wrong_outputs(size, policy, out):
    """Which of the three files of an evaluation are not the published ones; [] when all are."""
    files = {f"{size}_{policy}": out, f"{size}_rollup_{policy}": f"{out}.rollup", f"{size}_leaves_{policy}": f"{out}.leaves"}
    return [name for name, path in files.items() if name in DIGESTS and digest(path) != DIGESTS[name]]
