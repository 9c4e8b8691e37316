"""One actor in canonical form, as people meet it."""

from __future__ import annotations

ACTOR = """\
id = "treff-nord-a2b3"
name = "Treff Nord (Beispiel)"
kind = "treff"
status = "active"
description = \"\"\"
Ein Ort für alle.
Offen am Abend.\"\"\"
districts = [
    "nord",
    "wesertor",
]
verified_on = 2026-03-02

[[contacts]]
key = "3bh1vabd"
role = "Büro"
phone = "+49 561 000"
visibility = "public"
basis = "none_functional"

[[contacts]]
key = "5k2m0abc"
role = "Leitung"
name = "Kim Beispiel"
visibility = "network"
basis = "consent"
basis_on = 2026-01-01
expires_on = 2028-01-01

[[relations]]
type = "part_of"
to = "hand-in-hand-k7q2"
since = 2020-01-01

[[relations]]
type = "partner_of"
to = "hand-in-hand-k7q2"
"""
