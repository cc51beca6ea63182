"""Forms for signing in and for one's own account."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from registry.core.i18n import _l
from registry.identity import codes
from registry.web.forms import Form

LONGEST = 1024


class SignInForm(Form):
    """Who somebody says they are. What is too long is as wrong as what does not fit."""

    username = StringField(
        _l("User name"), [InputRequired(_l("Enter your user name"))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip
    password = PasswordField(
        _l("Password"), [InputRequired(_l("Enter your password"))],
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip


CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class CodeForm(Form):
    """A code of the phone, or one from paper."""

    code = StringField(_l("Code for signing in"), [InputRequired(_l("Enter the code"))], render_kw=CODE)


class SetUpForm(CodeForm):
    """The first code of a phone; `salt` says of which picture it was read."""

    salt = HiddenField(default=codes.new_salt)


class LostPasswordForm(Form):
    """Whose password is lost."""

    who = StringField(
        _l("User name or e-mail address"),
        [InputRequired(_l("Enter your user name or your e-mail address")), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class NewPasswordForm(Form):
    """A new password, typed twice."""

    new = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter a new password")),
         Length(max=LONGEST, message=_l("Use at most %(max)d characters."))],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    repeat = PasswordField(
        _l("New password once more"),
        [InputRequired(_l("Enter the new password once more")),
         EqualTo("new", _l("The two new passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip


class ChangePasswordForm(NewPasswordForm):
    """A new password, typed twice, and the present one."""

    told_first = ("current",)
    current = PasswordField(
        _l("Present password"), [InputRequired(_l("Enter your present password"))],
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip
