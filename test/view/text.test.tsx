import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ComponentChildren, isValidElement } from "preact";
import { Text, trimAddress } from "../../client/view/text.tsx";

/** The words as they stand, each link in brackets. */
function written(text: string): string {
  return show(Text({ children: text }));
}

function show(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map(show).join("");
  if (!isValidElement(node)) return typeof node === "string" ? node : "";
  const { address, children } = node.props as { address?: string; children?: ComponentChildren };
  return address === undefined ? show(children) : `[${address}]`;
}

/** What a link leads to, and how it is opened. */
function linkOf(text: string): object | undefined {
  return find(Text({ children: text }));
}

function find(node: ComponentChildren): object | undefined {
  if (Array.isArray(node)) return node.map(find).find((found) => found !== undefined);
  if (!isValidElement(node)) return undefined;
  if (node.type === "a") return node.props;
  if (typeof node.type === "function" && "address" in node.props) {
    const component = node.type as (props: object) => ComponentChildren;
    return find(component(node.props));
  }
  return find((node.props as { children?: ComponentChildren }).children);
}

describe("a text", () => {
  test.each([
    ["has no links where it has none", "just words, e.g. a.b and 3.14", "just words, e.g. a.b and 3.14"],
    ["is empty where it is empty", "", ""],
    ["keeps its lines and spaces", "one\n  two\n", "one\n  two\n"],
    ["links an address", "https://parley.example/standup", "[https://parley.example/standup]"],
    ["links an address without a scheme", "see www.parley.example", "see [www.parley.example]"],
    ["links what is written in capitals", "HTTPS://PARLEY.EXAMPLE", "[HTTPS://PARLEY.EXAMPLE]"],
    ["links several", "http://a.example and http://b.example", "[http://a.example] and [http://b.example]"],
    ["ends a link before what ends the sentence", "Is it http://a.example?!", "Is it [http://a.example]?!"],
    ["ends a link before the bracket around it", "(http://a.example/b).", "([http://a.example/b])."],
    ["ends a link before a quotation mark", 'say "http://a.example"', 'say "[http://a.example]"'],
    ["keeps a bracket that belongs to the address", "http://a.example/b_(c)", "[http://a.example/b_(c)]"],
    ["keeps an address in brackets of its own", "http://[::1]:3000/x", "[http://[::1]:3000/x]"],
    ["shows markup as it was written", "<b>http://a.example</b>", "<b>[http://a.example]</b>"],
    ["makes no link of a script", "javascript:alert(1)", "javascript:alert(1)"],
    ["makes no link of a file", "file:///etc/passwd", "file:///etc/passwd"],
    ["makes no link in the middle of a word", "xhttp://a.example", "xhttp://a.example"],
  ])("%s", (_, text, shown) => {
    expect(written(text)).toBe(shown);
  });

  test.each(["www...", "www. is short for world wide web", "https://...", "http://)", "https://"])(
    "makes no link of %j, which leads nowhere",
    (text) => {
      expect(written(text)).toBe(text);
    },
  );

  test("is shown with not a letter more or less, whatever it is", () => {
    const word = fc.constantFrom(
      "http://a.example",
      "www.b.example/(c)",
      "(",
      ")",
      ".",
      " ",
      "\n",
      "<i>",
      "é",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join("")),
        ),
        (text) => {
          const unbracketed = text.replace(/[[\]]/g, "");
          expect(written(unbracketed).replace(/[[\]]/g, "")).toBe(unbracketed);
        },
      ),
    );
  });
});

describe("a link", () => {
  test("leads where it says, in a tab of its own that knows nothing of this one", () => {
    expect(linkOf("http://a.example/b?c=d#e")).toEqual({
      href: "http://a.example/b?c=d#e",
      target: "_blank",
      rel: "noopener noreferrer",
      children: "http://a.example/b?c=d#e",
    });
  });

  test("without a scheme leads to the secure one", () => {
    expect(linkOf("WWW.a.example")).toMatchObject({
      href: "https://WWW.a.example",
      children: "WWW.a.example",
    });
  });
});

describe("an address", () => {
  test.each([
    ["http://a.example", "http://a.example"],
    ["http://a.example/.", "http://a.example/"],
    ["http://a.example/a,b", "http://a.example/a,b"],
    ["http://a.example...", "http://a.example"],
    ["http://a.example…", "http://a.example"],
    ["http://a.example'", "http://a.example"],
    ["http://a.example).", "http://a.example"],
    ["http://a.example.)", "http://a.example"],
    ["http://a.example/(b)", "http://a.example/(b)"],
    ["http://a.example/(b))", "http://a.example/(b)"],
    ["http://a.example/(b)),", "http://a.example/(b)"],
    ["http://a.example/)))", "http://a.example/"],
    ["http://a.example]", "http://a.example"],
    ["http://a.example/[b]", "http://a.example/[b]"],
    ["http://a.example”", "http://a.example"],
    ["http://a.example’", "http://a.example"],
    ["http://a.example»", "http://a.example"],
  ])("found as %s is %s", (found, address) => {
    expect(trimAddress(found)).toBe(address);
  });

  test("is trimmed once and for all", () => {
    const tail = fc.string({ unit: fc.constantFrom("(", ")", ".", "!", "a"), maxLength: 12 });
    fc.assert(
      fc.property(tail, (end) => {
        const once = trimAddress(`http://a.example/${end}`);
        expect(trimAddress(once)).toBe(once);
        expect(`http://a.example/${end}`.startsWith(once)).toBe(true);
      }),
    );
  });
});
