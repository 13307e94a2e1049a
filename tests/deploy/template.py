"""Makes the copy of infra/template.yaml that an emulator can deploy. Each change is listed with its reason; one that no
longer fits the template is an error, so that none goes unnoticed."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What is changed (exactly once), what stands there instead, and why.
CHANGES = [
    (r"^    CodeUri: \.\.$", "    CodeUri: {root}", "the copy lies in another folder than the template"),
    (
        r"^    Architectures: \[arm64\]$",
        "    Architectures: [x86_64]",
        "the functions run on this machine",
    ),
    (
        r"^  # A week of events, to be played again.*?\n(?=  BusRule:)",
        "",
        "the emulator knows no AWS::Events::Archive",
    ),
    (
        r"^  Dkim1:\n.*?\n(?=  MailFromMx:)",
        "",
        "the emulator's AWS::SES::EmailIdentity has no DkimDNSToken… attributes, so its three outputs are left out",
    ),
]


def derived(text: str) -> str:
    for pattern, instead, why in CHANGES:
        instead = instead.replace("{root}", str(ROOT))
        text, n = re.subn(pattern, lambda _: instead, text, flags=re.MULTILINE | re.DOTALL)
        if n != 1:
            sys.exit(f"infra/template.yaml has {n} places to change because {why}, not one: mend tests/deploy/template.py")
    return text


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(derived((ROOT / "infra/template.yaml").read_text()))
    for _, _, why in CHANGES:
        print(f"  the template is changed: {why}")
