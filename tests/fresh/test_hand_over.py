from pathlib import Path

from tests.fresh import hand_over


def test_a_variable_that_names_a_file_comes_with_a_copy(monkeypatch, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("certificates", encoding="ascii")
    root = tmp_path / "root"
    monkeypatch.setattr(
        hand_over.os,
        "environ",
        {
            "SSL_CERT_FILE": str(bundle),
            "https_proxy": "http://proxy.example:3128",
            "PIP_FIND_LINKS": str(tmp_path),
            "HOME": "/root",
            "DATABASE_URL": "postgresql://x",
        },
    )
    handed = hand_over.variables(root)
    assert handed == {
        "SSL_CERT_FILE": "/etc/handed-over/ssl_cert_file/ca.pem",
        "https_proxy": "http://proxy.example:3128",
    }
    copy = root / "etc/handed-over/ssl_cert_file/ca.pem"
    assert copy.read_text(encoding="ascii") == "certificates"


def test_nothing_of_a_home_is_handed_over(monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "etc/apt/apt.conf.d").mkdir(parents=True)
    monkeypatch.setattr(hand_over, "apt_settings", lambda: ['Acquire::http::Proxy "http://p:1";'])
    hand_over.copy_files(tmp_path)
    settings = tmp_path / "etc/apt/apt.conf.d/90-handed-over"
    assert settings.read_text(encoding="utf-8") == 'Acquire::http::Proxy "http://p:1";\n'
    assert all(name.startswith("/etc/") for name in hand_over.FILES)
    assert not (tmp_path / "root").exists()
