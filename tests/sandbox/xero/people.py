# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The users who sign in at the consent page, and what each may do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    key: str
    user_id: str
    name: str
    email: str
    #: Only such users see organizations in the picker.
    may_connect: bool
    may_approve: bool

    @property
    def given_name(self):
        return self.name.split()[0]

    @property
    def family_name(self):
        return self.name.split()[-1]


USERS = {
    user.key: user
    for user in (
        User(
            "adviser",
            "7cf47fe2-c3dd-4c6b-9895-7ba767ba529c",
            "Avery Adviser",
            "avery@example.com",
            may_connect=True,
            may_approve=True,
        ),
        User(
            "standard",
            "3d2c7a51-0b5e-4b7f-8c3c-5d9d7a1f0e62",
            "Sam Standard",
            "sam@example.com",
            may_connect=True,
            may_approve=False,
        ),
        User(
            "readonly",
            "f1f5f0f7-6a53-4a0e-9f0a-2f3f2c1b9d84",
            "Robin Reader",
            "robin@example.com",
            may_connect=False,
            may_approve=False,
        ),
    )
}
