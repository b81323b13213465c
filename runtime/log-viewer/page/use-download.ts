import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api.ts';
import { download } from './download.ts';
import { sizeText } from './format.ts';

/** The download of one log. */
export interface Download {
  readonly isSaving: boolean;
  /** Begins it, or ends one that is going on. */
  readonly toggle: () => void;
}

/** Downloads a log when asked, and says how far it is. It ends when the log is left. */
export function useDownload(api: Api, path: string, name: string, say: (message: string) => void): Download {
  const [isSaving, setSaving] = useState(false);
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const save = async (controller: AbortController): Promise<void> => {
    setSaving(true);
    say(`Downloading ${name}`);
    try {
      await download(api, path, name, controller.signal, (bytes) => say(`Downloading ${name}: ${sizeText(bytes)}`));
      say(`Downloaded ${name}`);
    } catch (error) {
      say(controller.signal.aborted ? 'The download was stopped' : `The download failed: ${(error as Error).message}`);
    } finally {
      running.current = undefined;
      setSaving(false);
    }
  };
  const toggle = (): void => {
    if (running.current === undefined) void save((running.current = new AbortController()));
    else running.current.abort();
  };
  return { isSaving, toggle };
}
