"""Sessions as they were written before lines had checksums, byte for byte."""

SKIP = (
    b'{"makabaka-tui session":1,"network":"skip","moved":{"place":{"iteration":1,"step":15,'
    b'"branch":2}},"branches":[{"kind":"start","symbol":"w3","iteration":1,"made":1,"parent":0,'
    b'"step":15,"value":0.25,"text":"w3 = 0.25"},{"kind":"freeze","symbol":"w0","iteration":1,'
    b'"made":1,"parent":1,"step":15}],"breakpoints":[{"number":1,"text":"z1 < 0"}],'
    b'"watches":[{"number":1,"text":"dL/dh0"}],"marks":{"here":{"iteration":1,"step":15,'
    b'"branch":2}}}\n'
    b'{"place":{"iteration":1,"step":15,"branch":2},"selected":"h1"}\n'
    b'{"place":{"iteration":1,"step":16,"branch":2},"selected":"h1"}\n'
    b'{"place":{"iteration":1,"step":18,"branch":2},"selected":"h1"}\n'
)

FILE = (
    b'{"makabaka-tui session":1,"network":"my_old.toml","moved":{"place":{"iteration":0,"step":3,'
    b'"branch":1}},"folder":"/tmp","text":"loss = \\"L\\"\\nequations = \\"\\"\\"\\nz = w*x\\n'
    b'L = square(y - z)\\n\\"\\"\\"\\n[inputs]\\nx = 2\\n[targets]\\ny = 1\\n[parameters]\\nw = 3'
    b'\\n","values":{"w":4.0},"learning_rate":0.5,"optimiser":"adam","seed":3,"branches":[{"kind":'
    b'"start","symbol":"w","iteration":0,"made":0,"parent":0,"step":3,"value":2.0,"text":"w = 2"'
    b"}]}\n"
    b'{"place":{"iteration":0,"step":4,"branch":1}}\n'
)
