import { type Html, markup } from '../../../shared/markup.ts';
import type { Task } from '../task.ts';
import { action } from './layout.ts';

/** The expectations, with the actual results. */
export const ticks = ({ expects }: Task): Html =>
  markup`<ul class="ticks">${expects.map(
    ({ text, isMet, instead }) =>
      markup`<li data-met="${isMet ? 'true' : 'false'}"><span class="tick" aria-hidden="true">${isMet ? '✓' : ''}</span><span><span class="unseen">${isMet ? 'True: ' : 'Not yet: '}</span>${text}${!isMet && instead !== undefined && markup`<small>${instead}</small>`}</span></li>`,
  )}</ul>`;

interface Shown {
  readonly shop: string;
  readonly task: Task;
  readonly csrf: string;
  readonly printed: ReadonlyMap<number, string>;
  readonly trouble: string | undefined;
}

/** The task of a seat, for its person. */
export const taskSection = ({ task, shop, csrf, printed, trouble }: Shown): Html => markup`
<section class="card" aria-labelledby="task" id="task-now" data-live>
  <p class="count">Task ${task.number} of ${task.of}</p>
  <h2 id="task">${task.title}</h2>
  ${task.isFinished && markup`<p class="notice is-good" role="status">You have completed all tasks in this lesson.</p>`}
  ${trouble !== undefined && markup`<p class="notice" role="alert">${trouble}</p>`}
  <p class="say">${task.say}</p>
  ${
    task.changes.length > 0 &&
    markup`<h3>Change this in the org</h3>
  <ul class="plain">${task.changes.map((text) => markup`<li>${text}</li>`)}</ul>
  <p class="note">Sign in to the Admin Console as linus@example.com.</p>`
  }
  <h3>Do this</h3>
  <ol class="steps">${task.steps.map(
    (step, index) => markup`<li><p>${step.text}</p>
    ${
      step.page !== undefined &&
      action('/task/open', csrf, step.who === undefined ? 'Open' : `Open as ${step.who}`, {
        fields: { step: index },
        kind: 'button',
        target: 'multidemo-shop',
      })
    }
    ${
      step.command !== undefined &&
      markup`<pre>multidemo ${step.command}</pre>${action('/task/run', csrf, 'Run', { fields: { step: index } })}`
    }
    ${printed.has(index) && markup`<pre tabindex="0">${printed.get(index)}</pre>`}</li>`,
  )}</ol>
  <h3>Expected</h3>
  <div aria-live="polite">${ticks(task)}</div>
  ${
    task.isDone &&
    task.look.length > 0 &&
    markup`<h3>Look at this</h3><ul class="plain">${task.look.map(
      ({ text, inspector }) =>
        markup`<li>${text}${inspector !== undefined && markup` <a href="${shop}/inspector?filter=${encodeURIComponent(inspector)}" target="_blank" rel="noopener">Show in the inspector</a>`}</li>`,
    )}</ul>`
  }
  <div class="row">
    ${task.isDone && !task.isFinished && action('/task/next', csrf, task.number === task.of ? 'Finish' : 'Next task', { kind: 'button' })}
    ${!task.isDone && action('/task/show', csrf, 'Play it for me')}
    ${action('/task/again', csrf, 'Restart this task')}
  </div>
</section>`;
