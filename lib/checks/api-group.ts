import { textOf } from './fields.ts';

/** The group of an apiVersion: `apps` of `apps/v1`; empty of `v1`, and of what is no text. */
export function apiGroupOf(apiVersion: unknown): string {
  const text = textOf(apiVersion) ?? '';
  return text.slice(0, Math.max(text.indexOf('/'), 0));
}
