"""Groups on the screen: stepped over, into, folded and unfolded by keys, and kept."""

from engine.sessions.files import read_session
from engine.sessions.restore import restore
from tests.tui.commands.test_way_here_groups import NETWORK
from tui.sessions.store import SessionStore


def shown(driver, panel):
    return " ".join(driver.panel(panel))


async def test_keys_lead_over_groups_and_into_them(opened, tmp_path):
    path = tmp_path / "net.toml"
    path.write_text(NETWORK)
    store = SessionStore(tmp_path / "sessions")
    async with opened(str(path), store=store) as driver:
        await driver.press("n")
        assert "Group h[1], forward" in shown(driver, "#card")
        assert "h[1] = block(x, W, b)" in shown(driver, "#card")
        assert "▶h[1] " in shown(driver, "#values")
        await driver.press("s")
        assert "Group h[1].z, forward" in shown(driver, "#card")
        await driver.press("s")
        assert "Step, in h[1].z" in shown(driver, "#card")
        assert "▶…z.product " in shown(driver, "#values")
        await driver.press("n", "n", "n")
        assert "Group h[2], forward" in shown(driver, "#card")
        await driver.press("N", "z")
        assert driver.stop.folds.unfolded
        restored = restore(read_session(store.path)).arrive()
        assert restored.cursor == driver.stop.cursor
        assert restored.folds.unfolded == driver.stop.folds.unfolded
    store.close()
