// What a room shows only when something is pressed. A file of its own, which is loaded once the call runs.

import { MemberMenu } from "./member-menu.tsx";
import { OpenPanel } from "./panels.tsx";

export const annex = { OpenPanel, MemberMenu };

export type Annex = typeof annex;
