import type { Figure } from "./figures.ts";

export function tabulate(figures: readonly Figure[]): string;
export function write(table: string): void;
