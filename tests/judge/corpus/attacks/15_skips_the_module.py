# group: skipping
# expect: not_pass
# tries: pytest.skip for the whole module at import, by whatever way pytest can be had
# subset: yes
try:
    import pytest

    pytest.skip("needs a newer kernel", allow_module_level=True)
except ImportError:
    Skipped = type("Skipped", (BaseException,), {"__module__": "builtins", "allow_module_level": True, "msg": "x"})
    Skipped._use_item_location = False
    raise Skipped("needs a newer kernel")
