"""Who tries the demonstration reads its letters as texts, one file each."""

from django.core.mail import EmailMessage

from config import demo
from config.letters import EmailBackend

LINK = "http://127.0.0.1:8000/accounts/confirm-email/abc/"


def test_a_letter_of_the_demo_is_a_text_whose_link_stands_alone(tmp_path, settings, capsys):
    settings.MAIL_FOLDER = str(tmp_path / "letters")
    EmailBackend().send_messages(
        [EmailMessage("请确认您的邮箱", f"您好！\n\n{LINK}\n\n请点击。", to=["sun@example.cn"])]
    )
    (letter,) = (tmp_path / "letters").iterdir()
    assert letter.name.endswith("-sun@example.cn.txt")
    assert letter.read_text().splitlines()[:2] == ["收件人：sun@example.cn", "主题：请确认您的邮箱"]
    assert LINK in letter.read_text().splitlines()
    assert "sun@example.cn" in capsys.readouterr().out


def test_no_address_leads_a_letter_out_of_its_folder(tmp_path, settings):
    settings.MAIL_FOLDER = str(tmp_path / "letters")
    EmailBackend().send_messages([EmailMessage("主题", "正文", to=["a/../../x@example.cn"])])
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]
    assert len(list((tmp_path / "letters").iterdir())) == 1


def test_the_demo_names_the_folder():
    assert demo.surroundings(8000)["MAIL_FOLDER"] == str(demo.FOLDER / "letters")
