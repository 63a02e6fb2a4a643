// What the map shows at two clocks. While the timelines of a knowledge time are there, moving through days paints from them;
// until then, and for each other knowledge time, one question answers for the day.
import { course, snapshot, stanceOn, SILENT } from './course.js';
import { endOf } from './days.js';

const SETTLED = 200;

export class Stage {
  constructor({ paint, changed }) {
    Object.assign(this, { paint, changed, question: null, on: null, known: null, at: undefined, timelines: null, stances: new Map(), targets: [], busy: false, error: null });
  }

  /** Another area, target or basis: nothing of before is of use. */
  ask(question, on, known) {
    this.question = question;
    this.timelines = null;
    this.stances = new Map();
    Object.assign(this, { on, known, error: null });
    this.#request();
  }

  /** Moves the clocks. Paints at once where it can. */
  move(on, known) {
    performance.mark('step-begins');
    const sameKnowledge = known === this.known;
    Object.assign(this, { on, known });
    if (!sameKnowledge)
      this.timelines = null;
    if (this.timelines)
      this.#show();
    else
      this.#request();
    performance.measure('world-step', 'step-begins');
  }

  /** The ledger has grown to this position. */
  grow(at) {
    if (this.at === undefined || at <= this.at)
      return;
    this.at = at;
    if (this.known === null)
      this.#request();
  }

  stance(code) {
    if (!this.timelines)
      return this.stances.get(code) ?? null;
    const timeline = this.timelines.get(code);
    return timeline ? stanceOn(timeline, this.on) : null;
  }

  get codes() {
    return [...(this.timelines ?? this.stances).keys()];
  }

  /** The days on which the world changes, as known now. */
  get turns() {
    return this.timelines ? [...new Set([...this.timelines.values()].flatMap(timeline => timeline.flatMap(one => [one.from, one.until])).filter(Boolean))].sort() : [];
  }

  retry() {
    this.error = null;
    this.#request();
  }

  #point() {
    return { ...this.question, on: this.on, knownAt: endOf(this.known), at: this.at };
  }

  // One question at a time; if the clocks moved meanwhile, the next one asks for where they are then.
  async #request() {
    this.wanted = true;
    if (this.busy)
      return;
    this.busy = true;
    this.changed();
    while (this.wanted) {
      this.wanted = false;
      try {
        const question = this.question, point = this.#point(), found = await snapshot(point);
        if (question !== this.question)
          continue;
        Object.assign(this, { stances: found.stances, targets: found.targets, error: null });
        this.at = Math.max(this.at ?? -1, found.asked.at);
        if (!this.wanted) {
          this.timelines = null;
          this.#show();
        } else {
          this.paint();
        }
      } catch (error) {
        this.error = error;
      }
    }
    this.busy = false;
    this.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#loadCourse(), SETTLED);
  }

  async #loadCourse() {
    const point = this.#point(), question = this.question;
    if (this.error || this.timelines)
      return;
    try {
      const timelines = await course(point, [...this.stances.keys()]);
      if (question === this.question && endOf(this.known) === point.knownAt && this.at === point.at) {
        this.timelines = timelines;
        this.#show();
      }
    } catch (error) {
      this.error = error;
      this.changed();
    }
  }

  #show() {
    this.paint();
    this.changed();
  }
}

export { SILENT };
