import { failureWords } from '../../lib/i18n/failure-words.ts';
import type { Failure } from '../../lib/model/failure.ts';

export const FailureSentence = ({ failure }: { failure: Failure }) => failureWords(failure);
