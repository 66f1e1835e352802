"""Writes what compiled shaders say of memory that they share with C++, for a test to compare.

usage: shader_layouts.py HEADER VALUES OUTPUT NAMED... -- MODULE...

Compared are push constants and the elements of buffers that hold an array of structures.

NAMED are shaders compiled with names, MODULE those that the backend runs, whose names are stripped: NAME.spv or, for
variants, NAME.FEATURE.spv. Each must have the push constants of the named shader. HEADER declares their structures, all
of which must have been seen. VALUES is a module whose specialization constants are values that both sides compute.
OUTPUT gets lines STRUCT(name, bytes), MEMBER(structure, member, offset, type) and VALUE(id, word).
"""

import pathlib
import re
import struct
import sys

NAME, MEMBER_NAME, DECORATE, MEMBER_DECORATE = 5, 6, 71, 72
TYPE_INT, TYPE_FLOAT, TYPE_ARRAY, TYPE_STRUCT, TYPE_POINTER, SPEC_CONSTANT, VARIABLE = 21, 22, 29, 30, 32, 50, 59
PUSH_CONSTANT, SPEC_ID, OFFSET = 9, 1, 35


def text(words):
    return struct.pack(f"<{len(words)}I", *words).split(b"\0")[0].decode()


class Module:
    def __init__(self, path):
        self.path = path
        data = pathlib.Path(path).read_bytes()
        words = struct.unpack(f"<{len(data) // 4}I", data)
        if len(words) < 5 or words[0] != 0x07230203:
            sys.exit(f"{path}: no SPIR-V")
        self.names, self.offsets, self.types, self.pointers = {}, {}, {}, {}
        self.pushed, self.ids, self.constants, self.arrays = [], {}, {}, {}
        at = 5
        while at < len(words):
            count, op = words[at] >> 16, words[at] & 0xFFFF
            self.read(op, words[at + 1 : at + count])
            at += count

    def read(self, op, words):
        if op == NAME:
            self.names[words[0]] = text(words[1:])
        elif op == MEMBER_NAME:
            self.names[words[0], words[1]] = text(words[2:])
        elif op == MEMBER_DECORATE and words[2] == OFFSET:
            self.offsets[words[0], words[1]] = words[3]
        elif op == DECORATE and words[1] == SPEC_ID:
            self.ids[words[0]] = words[2]
        elif op == TYPE_INT and words[1] == 32:
            self.types[words[0]] = "int32_t" if words[2] else "uint32_t"
        elif op == TYPE_FLOAT and words[1] == 32:
            self.types[words[0]] = "float"
        elif op == TYPE_ARRAY:
            self.arrays[words[0]] = words[1]
        elif op == TYPE_STRUCT:
            self.types[words[0]] = list(words[1:])
        elif op == TYPE_POINTER:
            self.pointers[words[0]] = words[2]
        elif op == SPEC_CONSTANT:
            self.constants[words[1]] = words[2]
        elif op == VARIABLE and words[2] == PUSH_CONSTANT:
            self.pushed.append(self.pointers[words[0]])

    def members(self, kind, base=0, prefix=""):
        """(name, offset, type) of every word of a structure, those of structures in it included."""
        for i, member in enumerate(self.types[kind]):
            name = prefix + self.names.get((kind, i), "")
            offset = base + self.offsets[kind, i]
            found = self.types.get(member)
            if isinstance(found, list):
                yield from self.members(member, offset, name + ".")
            elif found is None:
                sys.exit(f"{self.path}: push constant '{name}' at {offset} is no 32-bit number")
            else:
                yield name, offset, found

    def structures(self, kind):
        yield self.names.get(kind, "")
        for member in self.types[kind]:
            if isinstance(self.types.get(member), list):
                yield from self.structures(member)

    def push(self):
        """The structure of the push constants: what the only member of their block is. None for a shader without."""
        if not self.pushed:
            return None
        block = self.types[self.pushed[0]]
        if len(self.pushed) > 1 or len(block) != 1 or not isinstance(self.types.get(block[0]), list):
            sys.exit(f"{self.path}: expected one structure as the push constants")
        return block[0]

    def elements(self):
        """The structures that buffers are arrays of."""
        blocks = (members for members in self.types.values() if isinstance(members, list) and len(members) == 1)
        elements = (self.arrays.get(members[0]) for members in blocks)
        return [element for element in elements if isinstance(self.types.get(element), list)]

    def layout(self):
        kind = self.push()
        return None if kind is None else [(offset, found) for _, offset, found in self.members(kind)]


def main(header, values, output, paths):
    split = paths.index("--")
    named = {pathlib.Path(path).name.split(".")[0]: Module(path) for path in paths[:split]}
    lines, seen = {}, set()
    for module in named.values():
        for kind in [module.push(), *module.elements()]:
            if kind is None:
                continue
            seen.update(module.structures(kind))
            members = list(module.members(kind))
            structure = module.names[kind]
            found = [f"STRUCT({structure}, {members[-1][1] + 4})"]
            found += [f"MEMBER({structure}, {name}, {offset}, {type_})" for name, offset, type_ in members]
            if lines.setdefault(structure, found) != found:
                sys.exit(f"{module.path}: {structure} is another than in the shaders before")
    for path in paths[split + 1 :]:
        module, shader = Module(path), pathlib.Path(path).name.split(".")[0]
        if module.layout() != named[shader].layout():
            sys.exit(f"{path}: push constants {module.layout()}, expected {named[shader].layout()}")
    declared = set(re.findall(r"^struct (\w+)", pathlib.Path(header).read_text(), re.MULTILINE))
    if not declared or declared - seen:
        sys.exit(f"{header}: no shader has push constants or buffers of {', '.join(sorted(declared - seen))}")
    constants = Module(values)
    found = sorted((constants.ids[kind], word) for kind, word in constants.constants.items() if kind in constants.ids)
    result = [line for structure in sorted(lines) for line in lines[structure]]
    result += [f"VALUE({number}, {word}U)" for number, word in found]
    pathlib.Path(output).write_text("\n".join(result) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:4], sys.argv[4:])
