import { markup } from '../../../shared/markup.ts';
import { layout } from './layout.ts';

interface Join {
  readonly csrf: string;
  readonly code: string;
  readonly person: string;
  readonly lesson: string | undefined;
  readonly problem: string | undefined;
}

/** Where people take a seat. */
export const joinPage = ({ csrf, code, person, lesson, problem }: Join): string =>
  layout({
    title: 'Take your seat',
    body: markup`
<section class="narrow">
  <h1>Take your seat</h1>
  <p class="lead">${lesson === undefined ? 'You get' : markup`The lesson: <b>${lesson}</b>. You get`} your own Okta org, shop and demo accounts.</p>
  ${problem !== undefined && markup`<p class="notice" role="alert">${problem}</p>`}
  <form class="fields" method="post" action="/join">
    <input type="hidden" name="_csrf" value="${csrf}">
    <label>Your name <input name="person" value="${person}" required maxlength="60" autocomplete="name"></label>
    <label>Class code <input name="code" value="${code}" required maxlength="20" inputmode="numeric" autocomplete="off"></label>
    <button class="button" type="submit">Join</button>
  </form>
  <p class="note">Do you already have a seat on another device? Open <i>Another device</i> there, and scan the code with this one.</p>
</section>`,
  });
