# group: patching
# expect: not_pass
# tries: the rewriter of assert statements drops them; then the tests are imported again
import sys

rewrite = sys.modules.get("_pytest.assertion.rewrite")
if rewrite is not None:
    import ast

    class Dropper(ast.NodeTransformer):
        def visit_Assert(self, node):
            return ast.copy_location(ast.Pass(), node)

    rewrite.rewrite_asserts = lambda tree, *rest: Dropper().visit(tree)
    for name in [name for name in sys.modules if name.startswith("test_")]:
        del sys.modules[name]


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
