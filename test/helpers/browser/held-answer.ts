import type { Page, Request } from 'playwright-core';

/** A promise and the function that fulfills it. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((settle) => {
    give = settle;
  });
  return { given, give };
}

/** Resolves when the page has received the response and had time to show it. */
export async function arrived(page: Page, request: Request): Promise<void> {
  await request.response();
  await page.evaluate(
    () =>
      new Promise<void>((settle) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(settle)));
      }),
  );
}

/** Holds the first response to such a request until it is released. */
export async function holdAnswer(page: Page, url: RegExp) {
  const [reached, released, answered] = [signal(), signal(), signal()];
  let held: Request | undefined;
  await page.route(url, async (route) => {
    if (held) {
      await route.continue();
      return;
    }
    held = route.request();
    const response = await route.fetch({ maxRedirects: 0 });
    reached.give();
    await released.given;
    // The user may have left the page.
    await route.fulfill({ response }).catch(() => undefined);
    answered.give();
  });
  const send = async (): Promise<void> => {
    released.give();
    await answered.given;
  };
  return {
    /** Resolves when the server has responded. */
    isReached: () => reached.given,
    /** Sends the response. A page that is being left cannot be queried, so this does not wait for it. */
    send,
    /** Sends the response and waits until the page has had time to show it. */
    async release(): Promise<void> {
      await send();
      if (held) await arrived(page, held);
    },
  };
}
