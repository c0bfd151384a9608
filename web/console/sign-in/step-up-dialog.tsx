import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../../ui/dialog.js';
import { call, type ApiError } from '../api/client.js';
import { askDevice, browserHasPasskeys } from '../api/passkey.js';
import { useQuestion, type Question } from '../api/step-up.js';
import type { StepUpShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { useText } from '../text/labels.js';
import { CodeField } from './code-field.js';
import { codeHint } from './second-step.js';

/** Asks right where the officer is whether it is still her; the command goes on with her answer. */
export const StepUpDialog = () => {
  const t = useText();
  const question = useQuestion();
  if (question === null) return null;
  return (
    <Dialog title={t('stepUp.title')} onClose={() => question.answer(null)}>
      <p className="mt-1">{t(`stepUp.${question.bound.act}`)}</p>
      <Asking key={question.bound.subject} question={question} />
    </Dialog>
  );
};

const Asking = ({ question }: { question: Question }) => {
  const t = useText();
  const { bound } = question;
  const asked = useQuery<StepUpShape, ApiError>({
    queryKey: ['step-up', bound.act, bound.subject],
    queryFn: () => call<StepUpShape>('POST', '/step-up', bound),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <div className="mt-3 grid min-h-[12rem] content-start gap-4">
      <Loaded query={asked} lines={4}>
        {(found) => <Ways asked={found} onProven={() => question.answer(found.token)} />}
      </Loaded>
      <div>
        <button type="button" className="btn" onClick={() => question.answer(null)}>
          {t('stepUp.cancel')}
        </button>
      </div>
    </div>
  );
};

/** The passkey first: it is asked for at once, and again when the officer says so. */
const Ways = ({ asked, onProven }: { asked: StepUpShape; onProven: () => void }) => {
  const t = useText();
  const { token, passkey, totp, recoveryCodes } = asked;
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const byKey = useMutation<unknown, ApiError>({
    mutationFn: async () =>
      call('POST', '/step-up/proof', { token, response: await askDevice(passkey ?? {}) }),
    onSuccess: onProven,
  });
  const byCode = useMutation<unknown, ApiError, string>({
    mutationFn: (typed) => call('POST', '/step-up/proof', { token, code: typed }),
    onSuccess: onProven,
  });
  const canPasskey = passkey !== null && browserHasPasskeys();
  const begun = useRef(false);
  const { mutate } = byKey;
  useEffect(() => {
    if (canPasskey && !begun.current) mutate();
    begun.current = true;
  }, [canPasskey, mutate]);
  const go = () => {
    setTried(true);
    if (code.trim() !== '' && !byCode.isPending) byCode.mutate(code);
  };
  return (
    <>
      {canPasskey && (
        <div>
          <Failure error={byKey.error} />
          <button
            type="button"
            className="btn btn-primary w-full"
            aria-disabled={byKey.isPending}
            onClick={() => !byKey.isPending && byKey.mutate()}
          >
            {byKey.isPending ? t('signIn.waiting') : t('second.passkey')}
          </button>
        </div>
      )}
      {(totp || recoveryCodes > 0) && (
        <div className="grid gap-3">
          <CodeField
            label={t('second.code')}
            hint={codeHint(t, totp, recoveryCodes)}
            value={code}
            onChange={setCode}
            fault={tried && code.trim() === '' ? t('second.empty') : null}
            still
          />
          <Failure error={byCode.error} />
          <div>
            <button
              type="button"
              className={canPasskey ? 'btn' : 'btn btn-primary'}
              aria-disabled={byCode.isPending}
              onClick={go}
            >
              {t('stepUp.go')}
            </button>
          </div>
        </div>
      )}
    </>
  );
};
