// Tickets as a page gets them, without the page.

export interface Pass {
  readonly room: string;
  readonly id: string;
  readonly ticket: string;
}

export async function fetchPass(url: string, room: string): Promise<Pass> {
  const response = await fetch(`${url}/${room}/ticket`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  });
  const { id, ticket } = (await response.json()) as { id: string; ticket: string };
  return { room, id, ticket };
}
