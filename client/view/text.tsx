// Text as it was written, with its links made to work. Never markup.

const link = /\b(?:https?:\/\/|www\.)[^\s<>"]+/giu;
const somewhere = /^(?:https?:\/\/|www\.)[^\s]/iu;
/** What ends a sentence rather than an address. */
const trailing = /[.,:;!?'…’”»]+$/u;

export function Text({ children }: { readonly children: string }) {
  const parts = [];
  let end = 0;
  for (const match of children.matchAll(link)) {
    const address = trimAddress(match[0]);
    if (!somewhere.test(address)) continue;
    parts.push(children.slice(end, match.index), <Link address={address} />);
    end = match.index + address.length;
  }
  return (
    <>
      {parts}
      {children.slice(end)}
    </>
  );
}

function Link({ address }: { readonly address: string }) {
  const href = /^www\./i.test(address) ? `https://${address}` : address;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {address}
    </a>
  );
}

/** A bracket closes the address only if it was opened in it. */
export function trimAddress(found: string): string {
  const bare = found.replace(trailing, "");
  const unopened = brackets.some(
    ([open, close]) => bare.endsWith(close) && bare.split(open).length < bare.split(close).length,
  );
  return unopened ? trimAddress(bare.slice(0, -1)) : bare;
}

const brackets = [
  ["(", ")"],
  ["[", "]"],
] as const;
