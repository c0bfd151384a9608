import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, isApiError, type ApiError } from '../api/client.js';
import { serverNow } from '../api/live.js';
import { useSession } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { formOf, sameForm, type Form } from './form.js';
import { forgetCopy, keepCopy, readCopy, settleCopy } from './local-copy.js';

export type Saving =
  | { readonly state: 'saved'; readonly at: number; readonly form: Form }
  | { readonly state: 'unsaved' | 'saving' | 'offline' }
  | { readonly state: 'refused'; readonly error: ApiError }
  | { readonly state: 'conflict'; readonly theirs: VersionShape };

/** Milliseconds of rest after which an edit is saved. */
const rest = 1000;

/** Where an officer goes on: at what the hub holds, at what she could not save, or at both where they have parted. */
const begin = (officer: string, version: VersionShape): { form: Form; saving: Saving; revision: number } => {
  const copy = readCopy(officer, version.id);
  const held = formOf(version);
  if (copy === null || sameForm(copy.form, held)) {
    forgetCopy(officer, version.id);
    const saving = { state: 'saved', at: serverNow(), form: held } as const;
    return { form: held, saving, revision: version.revision };
  }
  const overtaken = copy.revision !== version.revision;
  const saving = overtaken
    ? ({ state: 'conflict', theirs: version } as const)
    : ({ state: 'unsaved' } as const);
  return { form: copy.form, saving, revision: copy.revision };
};

/**
 * A draft that saves itself: one save in flight at a time, each naming the revision it saw. What could not be
 * saved stands in a copy on this machine and is taken up again when the draft is opened (ux.md A22).
 */
export const useDraft = (version: VersionShape) => {
  const client = useQueryClient();
  const officer = useSession().data?.officer?.id ?? '';
  const [start] = useState(() => begin(officer, version));
  const [form, setForm] = useState<Form>(start.form);
  const [told, setSaving] = useState<Saving>(start.saving);
  // What was written while a save was in flight is not saved by it.
  const saving: Saving = told.state === 'saved' && told.form !== form ? { state: 'unsaved' } : told;
  const revision = useRef(start.revision);
  const flight = useRef<Promise<boolean> | null>(null);

  const put = useCallback(
    async (body: Form): Promise<boolean> => {
      setSaving({ state: 'saving' });
      const isSaved = (saved: VersionShape): true => {
        revision.current = saved.revision;
        settleCopy(officer, version.id, { revision: saved.revision, form: body });
        client.setQueryData(['version', version.id], saved);
        setSaving({ state: 'saved', at: serverNow(), form: body });
        return true;
      };
      try {
        const path = `/drafts/${version.id}`;
        return isSaved(await call<VersionShape>('PUT', path, { revision: revision.current, ...body }));
      } catch (error) {
        if (!isApiError(error)) throw error;
        const fault = await readFault(error, version.id);
        // An earlier save whose answer was lost is no other officer's.
        if (fault.state === 'conflict' && sameForm(formOf(fault.theirs), body)) return isSaved(fault.theirs);
        setSaving(fault);
        return false;
      }
    },
    [client, officer, version.id],
  );
  /** Saves now; true when the server holds exactly this form. */
  const save = useCallback(
    async (body: Form): Promise<boolean> => {
      await flight.current;
      flight.current = put(body).finally(() => (flight.current = null));
      return flight.current;
    },
    [put],
  );
  const edit = useCallback((change: Partial<Form>) => {
    setForm((old) => ({ ...old, ...change }));
    setSaving({ state: 'unsaved' });
  }, []);
  useEffect(() => {
    if (saving.state !== 'unsaved' && saving.state !== 'offline') return;
    keepCopy(officer, version.id, { revision: revision.current, form });
    const timer = setTimeout(() => void save(form), saving.state === 'offline' ? 5 * rest : rest);
    return () => clearTimeout(timer);
  }, [form, saving.state, save, officer, version.id]);

  const overwrite = (theirs: VersionShape) => {
    revision.current = theirs.revision;
    setSaving({ state: 'unsaved' });
  };
  const takeTheirs = (theirs: VersionShape) => {
    revision.current = theirs.revision;
    forgetCopy(officer, version.id);
    client.setQueryData(['version', version.id], theirs);
    const held = formOf(theirs);
    setForm(held);
    setSaving({ state: 'saved', at: serverNow(), form: held });
  };
  return { form, saving, edit, save, overwrite, takeTheirs };
};

const readFault = async (error: ApiError, id: string): Promise<Saving> => {
  const { status, code } = error.problem;
  if (status === 0 || status === 401 || code === 'unconfirmed') return { state: 'offline' };
  if (code !== 'draft.stale') return { state: 'refused', error };
  try {
    return { state: 'conflict', theirs: await call<VersionShape>('GET', `/versions/${id}`) };
  } catch (unread) {
    if (!isApiError(unread)) throw unread;
    // The next save is told the same, and asks for it again.
    return { state: 'offline' };
  }
};
