"""张 files in a real browser: every page of the form without a serious fault, saved by itself, kept across devices."""

import base64

import pytest

from declarations.services import drafts
from declarations.workflow import Status
from tests.browser.conftest import WIDTHS
from tests.factories.declarations import DeclarationFactory

pytestmark = pytest.mark.django_db(transaction=True)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAGES = (
    *("own", "tasks", "write/patent", "owners", "write/fee", "write/term", "write/contact", "write/extra"),
    *("materials", "answers", "promises", "submit", "discard", "objections", "form/page"),
)


@pytest.mark.requirement("U18")
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_the_form_has_a_serious_fault(visit, zhang, width):
    declaration = DeclarationFactory(by=zhang)
    handed_in = DeclarationFactory(by=zhang, status=Status.CHECKING)
    visitor, found = visit(width, zhang), {}
    paths = [f"/declarations/{declaration.pk}/{page}/" for page in PAGES]
    paths += ["/declarations/", "/declarations/new/", "/declarations/intention/", "/declarations/progress/"]
    for path in [*paths, f"/declarations/{handed_in.pk}/submitted/", f"/declarations/{handed_in.pk}/own/"]:
        visitor.opens(path)
        visitor.keeps_picture(f"filing-{path.strip('/').partition('/')[2].replace('/', '-') or 'mine'}")
        if faults := visitor.faults():
            found[path] = faults
    assert not found
    assert not visitor.complaints


@pytest.mark.requirement("U04")
def test_what_is_typed_is_on_the_server_within_five_seconds_and_on_another_device(visit, zhang):
    draft = drafts.begin(by=zhang)
    page = visit(1366, zhang).opens(f"/declarations/{draft.pk}/write/contact/")
    page.fill("#id_contact_phone", "138")
    page.get_by_text("草稿已于").wait_for(timeout=5000)
    other = visit(360, zhang).opens(f"/declarations/{draft.pk}/write/contact/")
    assert other.input_value("#id_contact_phone") == "138"


def test_choosing_a_way_of_paying_shows_its_blanks_and_the_sentence(visit, zhang):
    draft = drafts.begin(by=zhang)
    page = visit(1366, zhang).opens(f"/declarations/{draft.pk}/write/fee/")
    page.get_by_label("一次总付", exact=True).check()
    page.fill("#id_amount", "12000")
    page.get_by_text("人民币壹万贰仟元整").wait_for(timeout=10_000)
    assert page.locator("#id_rate").count() == 0
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url("**/write/term/")
    page.go_back()
    assert page.input_value("#id_amount") == "12000"


def test_arrows_may_pass_several_ways_of_paying_quickly(visit, zhang):
    """An answer for a way that has been passed already must not put it back."""
    draft = drafts.begin(by=zhang)
    page = visit(1366, zhang).opens(f"/declarations/{draft.pk}/write/fee/")
    kinds = [box.get_attribute("value") for box in page.locator("input[name=kind]").all()]
    page.locator("input[name=kind]").first.focus()
    page.keyboard.press("Space")
    for _kind in kinds[1:]:
        page.keyboard.press("ArrowDown")
    page.locator("#id_trial_months").wait_for(timeout=15_000)  # of the last way
    assert page.locator("input[name=kind]:checked").get_attribute("value") == kinds[-1] == "trial_then_pay"


@pytest.mark.requirement("U31", "F002", "U03")
def test_an_upload_can_be_cancelled_and_its_paper_is_there_after_a_pause(visit, zhang, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft, held = drafts.begin(by=zhang), []
    address = f"/declarations/{draft.pk}/materials/"
    page = visit(1366, zhang).opens(address)
    slot = page.locator(".file-slot", has=page.locator("#file-other"))
    page.set_input_files("#file-other", {"name": "说明.exe", "mimeType": "image/png", "buffer": PICTURE})
    assert page.evaluate("document.querySelector('#file-other').validationMessage").startswith("只收PDF、JPG、PNG")
    page.set_input_files("#file-other", {"name": "说明.png", "mimeType": "image/png", "buffer": PICTURE})
    assert page.evaluate("document.querySelector('#file-other').checkValidity()")
    page.route(f"**{address}", lambda route: held.append(route))
    slot.get_by_role("button", name="上传", exact=False).first.click()
    slot.get_by_role("progressbar").wait_for()
    slot.get_by_role("button", name="取消上传").click()
    slot.get_by_role("progressbar").wait_for(state="hidden")
    page.unroute(f"**{address}")
    assert not draft.attachments.exists()
    slot.get_by_role("button", name="上传", exact=False).first.click()
    page.get_by_text("已上传“说明.png”").wait_for()
    page.context.close()

    other = visit(360, zhang).opens(address)
    assert other.get_by_text("未查毒").is_visible()
    with other.expect_navigation():
        other.get_by_role("link", name="说明.png", exact=True).click()
    assert other.evaluate("document.images.length === 1 && document.images[0].naturalWidth > 0")


def test_without_scripts_the_form_works_too(visit, zhang):
    draft = drafts.begin(by=zhang)
    page = visit(1366, zhang, script=False).opens(f"/declarations/{draft.pk}/write/fee/")
    page.get_by_label("一次总付", exact=True).check()
    page.get_by_role("button", name="显示这种方式的填写项").click()
    page.fill("#id_amount", "12000")
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url("**/write/term/")
