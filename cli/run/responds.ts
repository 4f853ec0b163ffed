/** Milliseconds for an answer. */
const timeout = 3000;

/** Whether something answers at an address, with success. */
export const responds = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(timeout) }).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false,
  );
