import { describe, expect, test } from "@jest/globals";
import { type ComponentChildren, isValidElement, type VNode } from "preact";
import type { Actions } from "../../client/view/model.ts";
import { Picture } from "../../client/view/picture.tsx";
import { ScreenTile } from "../../client/view/screen-tile.tsx";

const owner = { id: "bo", name: "Bo", microphone: true, camera: true, role: "member", ready: true } as const;
type Props = Parameters<typeof ScreenTile>[0];

/** What the tile is made of, as far as it can be told without drawing it. */
function open(more: Partial<Props>): readonly VNode[] {
  const plain: Props = {
    ...{ owner, self: false, stream: undefined, muted: false, soundOnly: false },
    ...{ large: false, tiny: false, pinned: false, onSoundRefused: () => {} },
    actions: { enlarge: () => {}, share: () => {} } as Partial<Actions> as Actions,
  };
  return listIn(ScreenTile({ ...plain, ...more }));
}

function listIn(node: ComponentChildren): readonly VNode[] {
  if (Array.isArray(node)) return node.flatMap(listIn);
  if (!isValidElement(node)) return [];
  const own = typeof node.type === "function" && node.type !== Picture;
  const component = node.type as (props: object) => ComponentChildren;
  return [
    node,
    ...listIn(own ? component(node.props) : (node.props as Partial<Props & VNode["props"]>).children),
  ];
}

function textOf(nodes: readonly VNode[]): string {
  return nodes
    .flatMap((node) => node.props.children)
    .filter((child) => typeof child === "string")
    .join("|");
}

const buttons = (nodes: readonly VNode[]) =>
  nodes.filter(({ type }) => type === "button").map(({ props }) => Reflect.get(props, "aria-label"));

describe("the tile of a screen", () => {
  test("says whose it is, and that it is coming until it is there", () => {
    const nodes = open({});
    expect(nodes[0]?.props).toMatchObject({ "data-screen-of": "bo", "aria-label": "Bo's screen" });
    expect(nodes[0]?.props).not.toHaveProperty("data-member");
    expect(textOf(nodes)).toContain("Bo's screen is coming…");
    expect(nodes.filter(({ type }) => type === Picture)).toHaveLength(1);
  });

  test("shows nothing of one's own but a word, and the way to stop", () => {
    const nodes = open({ self: true });
    expect(textOf(nodes)).toContain("You are sharing your screen");
    expect(nodes.filter(({ type }) => type === Picture)).toHaveLength(0);
    expect(buttons(nodes)).toEqual(["Stop sharing your screen"]);
  });

  test("is made large and small again by a button, which isn't there where it would change nothing", () => {
    expect(buttons(open({}))).toEqual(["Enlarge Bo's screen"]);
    expect(buttons(open({ large: true }))).toEqual([]);
    expect(buttons(open({ large: true, pinned: true }))).toEqual(["Shrink Bo's screen"]);
  });
});
