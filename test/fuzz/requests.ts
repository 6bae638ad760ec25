// Requests for the pages' door, as bytes in a text: those that may be read, and those that may not.

import { gzipSync } from "node:zlib";
import type { Chance } from "./chance.ts";
import { upgradeTo } from "./door.ts";
import { anyJson, anyText, percentEncode, spoil, type Words, wrongRecord } from "./values.ts";

const methods = list(`
  GET GET GET GET POST POST HEAD PUT DELETE OPTIONS PATCH TRACE
  PROPFIND SEARCH M-SEARCH REPORT LOCK QUERY PURGE`);
const wrongMethods: Words = ["G ET", "\0", "", "\xff", "GET\t", ...list("get GETGETGET PRI CONNECT SOURCE")];

const paths = list(`
  / // //evil.test/ /. /.. /../../etc/passwd /./health /health /health?%ff /favicon.ico /robots.txt
  /assets/ /assets/x.js /assets/%2e%2e%2fserver.js /assets/../server.js /assets/icon.svg.br
  /assets/constructor /assets/__proto__ /__proto__ /constructor /toString
  /% /%00 /%ff /%F0%9F /a% /%2f /%252f /a%20b /a/b/c /;a /room;a=b /room/ /ROOM /caf%C3%A9 /%E2%80%AE
  /<script> /" /?__proto__[a]=b /room?a[b][c]=d&a=e * http://evil.test/ http://x/health
  /peerjs /peerjs/id /peerjs/peerjs /peerjs/peerjs/id /peerjs/peerjs/peers /PEERJS/peerjs/peers
  /peerjs%2fpeerjs/peers /socket.io /socket.io/ /socket.io/socket.io.js /socket.io/?EIO=4
  /socket.io/?EIO=3&transport=polling /socket.io/?EIO=4&transport=constructor /socket.io/?EIO=4&b64=1
  /socket.io/?EIO=4&transport=polling&sid=__proto__ /socket.io/?EIO=4&transport=websocket&sid=a`);
const wrongPaths: Words = ["", "/a b", "/\0", "/\t", ...list("/\xe9t\xe9 /\xff\xfe ? # a \\ http:// ://")];

const headers: Words = Object.entries({
  Cookie: [
    ...["fresh=1", "fresh=1; fresh=1", ";;==;fresh", "__proto__=1", "\xff=\xff"],
    ...["deed=", "deed=.", "deed=a.b.c; deed=\xff", `deed=${"a".repeat(600)}`, "visitor=", "visitor=\xff"],
    ...[`visitor=${"-".repeat(36)}`, "visitor=0f8fad5b-d9cb-469f-a165-70867728950e; deed=__proto__.x"],
  ],
  "X-Forwarded-For": [
    "1.2.3.4",
    ",,,",
    "::ffff:1.2.3.4, x, fe80::1%eth0",
    "::::::::",
    "<script>",
    "999.9.9.9, a",
  ],
  "X-Forwarded-Proto": ["https", "javascript,"],
  "X-Forwarded-Host": ["evil.test"],
  Forwarded: ["for=x"],
  Origin: ["null", "http://evil.test", "http://[", "\xff"],
  Referer: ["x"],
  Accept: ["*/*;q=x", "text/html, application/json;q=2"],
  "Accept-Encoding": ["br;q=-1, *;q=0", ",", "br", "gzip"],
  Range: ["bytes=0-", "bytes=-1-1,2-"],
  "If-None-Match": ["*", "W/"],
  "If-Modified-Since": ["x"],
  Host: ["evil.test", "", "[::1", "a:b:c", "\xff"],
  Authorization: ["Basic %%%"],
  TE: ["trailers"],
  Expect: ["100-continue", "x"],
  Connection: ["keep-alive, \xff"],
  "X-HTTP-Method-Override": ["DELETE"],
}).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));

const types: Words = [
  ...[
    "application/json",
    "application/json",
    "application/json; charset=utf-16",
    "application/json; charset=\xff",
  ],
  ...[
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=",
    "",
    "/",
    "application/json;;",
  ],
];

/** After which the other side ends the connection. */
export const lastRequest = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/** One that is a request by the rules of HTTP, so that the next one is read as well. */
export function request(chance: Chance, words: Words, files: Words): string {
  const [path, body] = chance.oneIn(3) ? renewal(chance, words) : [anyPath(chance, words, files), ""];
  const method = body === "" ? chance.pick(methods) : chance.oneIn(10) ? chance.pick(methods) : "POST";
  const lines = chance.list(chance.below(4), () => chance.pick(headers));
  if (chance.oneIn(400)) lines.push(`X-Long: ${"x".repeat(chance.below(12_000))}`);
  if (chance.oneIn(400)) lines.push(...chance.list(chance.below(2_500), () => "a:b"));
  if (body === "") return compose(method, path, lines);
  lines.push(chance.oneIn(3) ? typeOf(chance) : "Content-Type: application/json");
  if (chance.oneIn(4))
    return compose(method, path, [...lines, "Transfer-Encoding: chunked"], chunk(chance, body));
  return compose(method, path, [...lines, `Content-Length: ${body.length}`], body);
}

function compose(method: string, path: string, lines: readonly string[], body = ""): string {
  const host = lines.some((line) => line.startsWith("Host:")) ? [] : ["Host: x"];
  return `${method} ${path} HTTP/1.1\r\n${[...host, ...lines].map((line) => `${line}\r\n`).join("")}\r\n${body}`;
}

function anyPath(chance: Chance, words: Words, files: Words): string {
  switch (chance.below(7)) {
    case 0:
      return `/${percentEncode(anyText(chance, words)).slice(0, 8_000)}`;
    case 1:
      return `/${tidy(anyText(chance, words)).slice(0, 8_000)}`;
    case 2:
      return `/${tidy(spoil(chance, chance.pick(paths)))}`;
    case 3:
      return chance.oneIn(8) ? tidy(spoil(chance, chance.pick(files))) || "/" : chance.pick(paths);
    case 4:
      // Each opens a connection that is nobody's, which is kept for a while.
      return chance.oneIn(30)
        ? "/socket.io/?EIO=4&transport=polling"
        : "/socket.io/?EIO=4&transport=polling&sid=x";
    default:
      return chance.pick(paths);
  }
}

/** What may stand in a request's first line. */
function tidy(text: string): string {
  return text.replace(/[^\x21-\x7e]+/g, (odd) => percentEncode(odd));
}

/** Asks for a ticket, with a body of whatever kind, as bytes. */
function renewal(chance: Chance, words: Words): readonly [path: string, body: string] {
  const room = chance.oneIn(2) ? chance.pick(words) : anyText(chance, words);
  const path = `/${percentEncode(room).slice(0, 4_000)}/ticket`;
  const ticket = JSON.stringify(chance.oneIn(2) ? chance.pick(words) : anyText(chance, words));
  const deed = JSON.stringify(anyText(chance, words));
  const json = chance.oneIn(3) ? anyJson(chance, words) : wrongRecord(chance, words, { ticket, deed });
  const text = chance.oneIn(4) ? spoil(chance, json) : json;
  return [path, Buffer.from(text).toString("latin1") || " "];
}

function chunk(chance: Chance, body: string): string {
  const cut = 1 + chance.below(body.length);
  const parts = [body.slice(0, cut), body.slice(cut)].filter((part) => part !== "");
  const extension = chance.pick(["", ";a=b", ';a="b"', "  "]);
  const chunks = parts.map((part) => `${part.length.toString(16)}${extension}\r\n${part}\r\n`);
  return `${chunks.join("")}0\r\n${chance.oneIn(4) ? "Trailer: x\r\n" : ""}\r\n`;
}

/** One after which nothing more is read on that connection. */
export function wrongRequest(chance: Chance, words: Words, files: Words): string {
  const [path, [renewed, body]] = [anyPath(chance, words, files), renewal(chance, words)];
  const post = (lines: readonly string[], text = body) =>
    compose("POST", renewed, [...lines, typeOf(chance)], text);
  switch (chance.below(16)) {
    case 0:
      return chance.oneIn(2)
        ? compose(chance.pick(wrongMethods), path, [])
        : compose("GET", chance.pick(wrongPaths), []);
    case 1:
      return `GET ${path} ${chance.pick(["HTTP/9.9", "HTTP/0.9", "HTTP/1.1 x", "HTTP/", "", "http/1.1"])}\r\n\r\n`;
    case 2:
      return compose("GET", path, [`X: ${"x".repeat(20_000)}`]);
    case 3:
      return compose("GET", path, [
        chance.pick(["no colon", ": x", "a b: c", "a\0: b", "a: b\0", " folded", "a: \r"]),
      ]);
    case 4:
      return post([
        `Content-Length: ${chance.pick(["-1", "+5", "0x5", "1e9", "99999999999999999999", "5, 5", "", "5 5"])}`,
      ]);
    case 5:
      return post(["Content-Length: 5", `Content-Length: ${chance.below(9)}`]);
    case 6:
      return post(["Transfer-Encoding: chunked", "Content-Length: 5"]);
    case 7:
      return post(["Transfer-Encoding: chunked"], spoil(chance, chunk(chance, body)));
    case 8:
      return post([
        `Transfer-Encoding: ${chance.pick(["chunked, chunked", "gzip", "identity", "\xff", "chunked\0"])}`,
      ]);
    case 9:
      return post([`Content-Length: ${body.length + 1 + chance.below(5_000)}`]);
    case 10:
      return squeezed(chance, renewed, body);
    case 11:
      return upgradeTo(
        path,
        chance.pick(["", "Sec-WebSocket-Extensions: permessage-deflate; x=\xff\r\n", "Origin: null\r\n"]),
      );
    case 12:
      return spoil(
        chance,
        upgradeTo(chance.pick(["/peerjs/peerjs", "/socket.io/?EIO=4&transport=websocket", path])),
      );
    case 13:
      return compose("GET", path, [
        "Connection: Upgrade",
        `Upgrade: ${chance.pick(["h2c", "x", "", "websocket, \xff"])}`,
      ]);
    case 14:
      return chance.bytes(1 + chance.below(200)).toString("latin1");
    default:
      return spoil(chance, request(chance, words, files));
  }
}

function typeOf(chance: Chance): string {
  return `Content-Type: ${chance.pick(types)}`;
}

/** A body that says it is compressed: it is, or isn't, or is far larger than it seems. */
function squeezed(chance: Chance, path: string, body: string): string {
  const packed = chance.oneIn(2)
    ? gzipSync(chance.oneIn(8) ? Buffer.alloc(100_000) : body).toString("latin1")
    : body;
  const encoding = chance.pick(["gzip", "deflate", "br", "x", "gzip, gzip"]);
  const lines = [typeOf(chance), `Content-Encoding: ${encoding}`, `Content-Length: ${packed.length}`];
  return compose("POST", path, [...lines, "Connection: close"], packed);
}

function list(text: string): Words {
  return text.trim().split(/\s+/);
}
