import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextNode } from "../../src/sandbox/shapes/content.js";
import { markupOf, parseMarkup, plainOf } from "../../src/sandbox/shapes/markup.js";

const bold = (...children: TextNode[]): TextNode => ({ type: "bold", children });
const italic = (...children: TextNode[]): TextNode => ({ type: "italic", children });
const strike = (...children: TextNode[]): TextNode => ({ type: "strikethrough", children });
const code = (text: string): TextNode => ({ type: "codeSpan", text });
const auto = (text: string, url = text): TextNode => ({ type: "autoLink", url, text });
const tel = (text: string): TextNode => auto(text, `tel:${text.replace(/[^+\d]/g, "")}`);
const mail = (text: string): TextNode => auto(text, `mailto:${text}`);
const mention = (id: string, text: string): TextNode => ({ type: "mention", id, text });
const list = (...points: TextNode[][]): TextNode => ({
  type: "bulletList",
  children: points.map((children) => ({ type: "bulletPoint", children })),
});

describe("a text", () => {
  test.each<[string, TextNode[]]>([
    ["", []],
    ["hello\n\nyou ", ["hello\n\nyou "]],
    ["*bold* _it_ ~no~", [bold("bold"), " ", italic("it"), " ", strike("no")]],
    ["*a _b_ c*", [bold("a ", italic("b"), " c")]],
    ["~*_a_*~", [strike(bold(italic("a")))]],
    ["*a _b* c_", [bold("a _b"), " c_"]],
    ["*a* *b*", [bold("a"), " ", bold("b")]],
    ["(*a*), [_b_]: ~c~!", ["(", bold("a"), "), [", italic("b"), "]: ", strike("c"), "!"]],
    ["*a\nb*", ["*a\nb*"]],
    ["*a *, a*b*c, snake_case_name, * a", ["*a *, a*b*c, snake_case_name, * a"]],
    ["**a**", ["*", bold("a"), "*"]],
    ["*** ** *", ["*** ** *"]],
    ["a ```*x*\n```, `y`", ["a ", code("*x*\n"), ", `y`"]],
    ["```a`", ["```a`"]],
    ["*a ```b``` c*", [bold("a ", code("b"), " c")]],
    ["- a\n* *b*\n + c", [list(["a"], [bold("b")], ["c"])]],
    ["text\n- a\n\nmore", ["text", list(["a"]), "\nmore"]],
    ["-a\n- ", ["-a\n- "]],
    ["* a*\n*b*", [list(["a*"]), bold("b")]],
    ["1. a\n2. b", ["1. a\n2. b"]],
  ])("%j has its marks, code and lists", (text, nodes) => {
    expect(parseMarkup(text, false)).toEqual(nodes);
    expect(parseMarkup(text, true)).toEqual(nodes);
  });

  test.each<[string, TextNode[]]>([
    ["ann@example.com", [mail("ann@example.com")]],
    ["(é.b+c@mail.example.co.uk).", ["(", mail("é.b+c@mail.example.co.uk"), ")."]],
    ["_ann@example.com_", [italic(mail("ann@example.com"))]],
    ["a@example.com,b@example.com/x", [mail("a@example.com"), ",", mail("b@example.com"), "/x"]],
    ["mailto:ann@example.com", [auto("mailto:ann@example.com", "mailto:ann@example.com")]],
    ["ann＠example.com ann@example a@b.c @ann", ["ann＠example.com ann@example a@b.c @ann"]],
    ["+31 20 123 4567", [tel("+31 20 123 4567")]],
    ["(020) 123-4567", ["(020) ", tel("123-4567")]],
    ["12345678, 555-0142 or 12.345.678.", [tel("12345678"), ", ", tel("555-0142"), " or ", tel("12.345.678"), "."]],
    ["2024-2025", ["2024-2025"]],
    ["123456 1,234,567 123  4567 x1234567 1234567x 1234567- 12345678901234", ["123456 1,234,567 123  4567 x1234567 1234567x 1234567- 12345678901234"]],
    ["at 12:30 1234567", ["at 12:30 ", tel("1234567")]],
    ["123 456 789 012 345 678", [tel("123 456 789 012"), " 345 678"]],
    ["+1-555-0142@example.com", ["+", mail("1-555-0142@example.com")]],
    ["555-0142.ann@example.com", [mail("555-0142.ann@example.com")]],
    ["*https://example.com/a_b?c=1#d*.", [bold(auto("https://example.com/a_b?c=1#d")), "."]],
    ["(HTTP://a.test/(b))", ["(", auto("HTTP://a.test/(b)"), ")"]],
    ["https://a.test/12345678/ann@example.com", [auto("https://a.test/12345678/ann@example.com")]],
    ["https:// http://", ["https:// http://"]],
  ])("%j links what is an address", (text, nodes) => {
    expect(parseMarkup(text, false)).toEqual(nodes);
  }); // prettier-ignore

  test.each<[string, TextNode[]]>([
    ["<!!mention:ann%2F1|Ann Jansen>!", [mention("ann/1", "Ann Jansen"), "!"]],
    ["*<!!mention:a|A|B>*", [bold(mention("a", "A|B"))]],
    ["```<!!mention:a|Ann> <!!customemoji::cat:>```", [code("@Ann :cat:")]],
    ["x<!!customemoji::cat:>y", ["x", { type: "customEmoji", text: ":cat:" }, "y"]],
    ["<!!mention:a>", ["<!!mention:a>"]],
    ["<!!mention:%zz|A> <!!mention:a|A\nB>", ["<!!mention:%zz|A> <!!mention:a|A\nB>"]],
  ])("%j has its tags", (text, nodes) => {
    expect(parseMarkup(text, false)).toEqual(nodes);
  });

  test("has live links and actions only when it may", () => {
    const text = "<https://a.test/x|*My* bank> <actionbutton:buy?id=1&n=a%20b|Buy> <actionlink:see|See>";
    expect(parseMarkup(text, true)).toEqual([
      { type: "link", url: "https://a.test/x", children: [bold("My"), " bank"] },
      " ",
      { type: "actionButton", action: "buy", params: { id: "1", n: "a b" }, children: ["Buy"] },
      " ",
      { type: "actionLink", action: "see", params: {}, children: ["See"] },
    ]);
    const literal = parseMarkup(text, false);
    expect(literal.slice(0, 2)).toEqual(["<", auto("https://a.test/x")]);
    expect(plainOf(literal)).toBe(text);
    expect(parseMarkup("<javascript:alert(1)|x>", true)).toEqual(["<javascript:alert(1)|x>"]);
  });
});

/** Texts that are full of what the markup looks for. */
const PIECES = [..."*_~`<>|-+@.:/!?()[] \n\r\t12a\\", ..."é件👍", "```", "- ", "* ", "<!!mention:", "a%2Fb|", "<!!customemoji:", "https://",
  "ann@example.com", "+31 20 123 4567", "555-0142", "<https://a.test|", "<actionlink:go?a=b|", "mailto:", "\ud83d"]; // prettier-ignore
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
);

describe("whatever is written", () => {
  test("a text is read, and written again it is read as the same", () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, live) => {
        const nodes = parseMarkup(text, live);
        expect(parseMarkup(markupOf(nodes), live)).toEqual(nodes);
      }),
      { numRuns: 3_000 },
    );
  });

  test("a text without markup loses no character", () => {
    const plain = fc.array(fc.constantFrom(...PIECES.filter((piece) => !/[*_~`<]|^[-+*]/.test(piece)))).map((p) => p.join(""));
    fc.assert(fc.property(plain, fc.boolean(), (text, live) => {
      expect(plainOf(parseMarkup(text, live))).toBe(text);
    }));
  }); // prettier-ignore

  test("all words of any text are still there", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const words = (shown: string) => shown.replace(/<!!mention:[^|]*\||customemoji|[^\p{L}\p{N}]/gu, "");
        const shown = plainOf(parseMarkup(text, false));
        if (!text.includes("<!!")) expect(words(shown)).toBe(words(text));
      }),
    );
  });
});

const word = fc.stringMatching(/^[a-zé件]{1,6}$/);
const leaf = fc.oneof<fc.Arbitrary<TextNode>[]>(
  fc.string({ minLength: 1 }).filter((id) => !/\p{Surrogate}/u.test(id)).chain((id) => word.map((name) => mention(id, name))),
  word.map((name): TextNode => ({ type: "customEmoji", text: `:${name}:` })),
  word.map((text) => code(`${text} *x*`)),
  word.map((text) => mail(`${text}@example.com`)),
  fc.constantFrom(tel("+31 20 123 4567"), auto("https://a.test/b_c"), { type: "link", url: "tel:+1-555-0142", children: [bold("call")] } as TextNode,
    { type: "actionButton", action: "buy", params: { "a b": "ü&=|>" }, children: ["Buy"] } as TextNode),
); // prettier-ignore
const marks = [bold, italic, strike] as const;
const spaced = (nodes: TextNode[]): TextNode[] => nodes.flatMap((node) => [" ", node]).concat(" end");
const line = fc
  .array(
    fc.oneof(
      leaf,
      fc.tuple(fc.constantFrom(...marks), leaf).map(([mark, node]) => mark("a ", node)),
      fc.tuple(fc.constantFrom(...marks), word).map(([mark, text]) => mark(text)),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((nodes) => ["so", ...spaced(nodes)]);
const normal = fc
  .array(fc.oneof(line, fc.array(line.map(joined), { minLength: 1, maxLength: 3 }).map((points) => [list(...points)])), {
    maxLength: 4,
  })
  .map((lines) => joined(lines.flatMap((nodes, i) => (i % 2 === 1 || typeof nodes[0] === "string" ? nodes : ["x", ...nodes, "y"]))))
  .filter((nodes) => !nodes.some((node, i) => isList(node) && isList(nodes[i - 1]))); // prettier-ignore
const isList = (node: TextNode | undefined) => typeof node === "object" && node.type === "bulletList";

function joined(nodes: TextNode[]): TextNode[] {
  return nodes.reduce<TextNode[]>((all, node) => {
    const last = all.at(-1);
    return typeof node === "string" && typeof last === "string"
      ? [...all.slice(0, -1), last + node]
      : [...all, node];
  }, []);
}

describe("nodes", () => {
  test("that a text can say are read from the text that is written for them", () => {
    fc.assert(
      fc.property(normal, (nodes) => {
        expect(parseMarkup(markupOf(nodes), true)).toEqual(nodes);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, TextNode[], string]>([
    ["marks within a word", ["a", bold("b"), "c"], "abc"],
    ["marks over a line end", [italic("a\nb")], "a\nb"],
    ["marks around nothing", [bold(), "x"], "x"],
    ["marks around a list", [strike(list(["a"]))], "- a"],
    ["line ends and brackets in a name", [mention("a", "A\n<B>")], "<!!mention:a|A  B >"],
    ["half a character in an ID", [mention("\ud800", "A")], "<!!mention:%EF%BF%BD|A>"],
    ["two lists in a row", [list(["a"]), list(["b"])], "- a\n- b"],
  ])("lose form but no word: %s", (_name, nodes, text) => {
    expect(markupOf(nodes)).toBe(text);
  });

  test("are plain to a reader", () => {
    const nodes = [bold("Hi ", mention("a", "Ann")), list(["x"], [code("y")]), "bye"];
    expect(plainOf(nodes)).toBe("Hi Ann\n• x\n• y\nbye");
  });
});

test.each(["*", "<", "_a_", "*a", "`", "```a", "``` ", "<!!mention:", "<!!mention:a|b", "<https://a|", "@", "a@", "a@b.", "1 ", "1", "+1",
  "https://", "https://a(", "- ", "- a\n", "\n", " ", "a.", "*_~a", "(*a*)", "<!!customemoji:"])("a long text of %j is read in full", (piece) => {
    const text = piece.repeat(Math.ceil(2 ** 18 / piece.length));
    const shown = plainOf(parseMarkup(text, true));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThanOrEqual(text.length * 2);
  }); // prettier-ignore
