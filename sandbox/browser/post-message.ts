/**
 * The page of `response_mode=okta_post_message`: hands the answer to the page that framed it or opened it, and to no
 * other origin.
 */
const { target, answer } = document.getElementById('answer')?.dataset ?? {};
const receiver = (opener as Window | null) ?? parent;
if (target !== undefined && answer !== undefined && receiver !== window) {
  receiver.postMessage(JSON.parse(answer), target);
}
