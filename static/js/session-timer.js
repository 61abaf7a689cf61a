/* The timer of one screen: the ring, the number, the breath, and what it tells on the way. */
const LOOK = 200; // milliseconds between two looks at the clock
const LEAD = 5; // seconds to get in place before a hold that starts by itself
const KEEP = 10; // seconds after which the time held is kept on the server
const BREATH_IN = 4;
const BREATH = 10;

class ScreenTimer {
  constructor(form, { senses, tell, keep, onEnd }) {
    this.box = form.querySelector("[data-timer]");
    this.form = form;
    this.kind = form.dataset.kind;
    this.clock = new HoldClock(Number(form.dataset.seconds), Number(form.dataset.held));
    Object.assign(this, { senses, tell, keep, onEnd, lead: 0, isHalf: false, kept: this.clock.seconds });
    this.go = form.querySelector("[data-go]");
    for (const part of ["ring", "left", "pace", "breath", "unsure", "unsure-words", "held-on", "let-go"])
      this[part] = this.box.querySelector(`[data-${part}]`);
    this.startLabel = this.go.textContent;
    this.box.hidden = false;
    this.go.hidden = false;
    form.classList.add("hw-guide--timed");
    for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
    this.go.addEventListener("click", () => this.toggle());
    this["held-on"].addEventListener("click", () => this.answer(true));
    this["let-go"].addEventListener("click", () => this.answer(false));
    this.isHalf = this.clock.held >= this.clock.length / 2;
    this.show();
    if (this.clock.ended) this.label(this.text("done"), false);
    else if (this.kind !== "hold") this.start();
    else if ("byItself" in form.dataset) this.leadIn();
  }

  text(name) {
    return this.form.querySelector("[data-texts]").content.querySelector(`[data-text="${name}"]`).textContent;
  }

  get isHold() {
    return this.kind === "hold";
  }

  get running() {
    return this.clock.running || this.lead > 0;
  }

  toggle() {
    if (this.running) this.pause();
    else if (!this.clock.ended && !this.clock.unsure) this.start();
  }

  leadIn() {
    this.lead = LEAD;
    this.label(this.text("pause"), true);
    this.tell(`${this.text("soon")}: ${LEAD}`);
    this.show();
    this.looking = setInterval(() => {
      this.lead -= 1;
      this.senses.mark(440);
      if (this.lead > 0) return this.show();
      clearInterval(this.looking);
      return this.start();
    }, 1000);
  }

  start() {
    clearInterval(this.looking);
    this.lead = 0;
    this.clock.start();
    this.label(this.text("pause"), true);
    if (this.isHold) {
      this.senses.mark(660);
      this.tell(this.text("hold-begins"));
    }
    this.looking = setInterval(() => this.look(), LOOK);
    this.show();
  }

  pause() {
    clearInterval(this.looking);
    this.lead = 0;
    this.clock.pause();
    this.label(this.clock.held ? this.text("go-on") : this.startLabel, false);
    this.tell(this.text("paused"));
    this.show();
    this.checkUnsure();
  }

  /* Without a word: the screen is left, or somebody else has the timer now. */
  end() {
    clearInterval(this.looking);
    this.lead = 0;
    this.clock.pause();
  }

  look() {
    this.clock.look();
    this.show();
    if (this.checkUnsure()) return;
    if (this.clock.ended) {
      this.finish();
      return;
    }
    if (this.isHold && !this.isHalf && this.clock.held >= this.clock.length / 2) {
      this.isHalf = true;
      this.senses.mark(520);
      if (this.clock.length >= 20000) this.tell(this.text("half"));
    }
    if (this.isHold && this.clock.seconds - this.kept >= KEEP) {
      this.kept = this.clock.seconds;
      this.keep();
    }
  }

  /* A rest goes on by the clock; of a hold the person says whether it did. */
  checkUnsure() {
    if (!this.clock.unsure) return false;
    if (!this.isHold) {
      this.clock.accept();
      return false;
    }
    clearInterval(this.looking);
    this.clock.last = null;
    const seconds = Math.round(this.clock.unsure / 1000);
    const long = seconds < 120 ? this.text("seconds").replace("%s", seconds) : this.text("minutes").replace("%s", Math.round(seconds / 60));
    this["unsure-words"].textContent = this.text("slept").replace("%s", long);
    this.unsure.hidden = false;
    this.go.hidden = true;
    this.senses.mark(880, 2);
    this.tell(this["unsure-words"].textContent);
    this["held-on"].focus();
    return true;
  }

  answer(held) {
    if (held) this.clock.accept();
    else this.clock.refuse();
    this.unsure.hidden = true;
    this.go.hidden = false;
    this.show();
    this.keep();
    if (this.clock.ended) this.finish();
    else if (held) this.start();
    else this.label(this.text("go-on"), false);
    this.go.focus();
  }

  finish() {
    this.end();
    const hadFocus = document.activeElement === this.go; // it goes now: a keyboard is not sent back to the top
    this.label(this.text("done"), false);
    if (hadFocus) this.form.querySelector("[data-next]").focus();
    this.senses.mark(880, 3);
    this.tell(this.text(this.isHold ? "hold-ends" : "rest-ends"));
    this.onEnd();
  }

  label(words, isRunning) {
    this.go.textContent = words;
    this.form.classList.toggle("hw-guide--running", isRunning);
    this.form.classList.toggle("hw-guide--done", this.clock.ended);
    this.go.hidden = this.clock.ended;
  }

  show() {
    const left = Math.ceil((this.clock.left - 50) / 1000);
    this.left.textContent = this.lead || (left >= 100 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : Math.max(0, left));
    this.ring.setAttribute("stroke-dashoffset", this.clock.length ? 100 * (1 - this.clock.left / this.clock.length) : 0);
    this.pace.textContent = this.paceWords();
  }

  paceWords() {
    if (this.lead) return this.text("soon");
    if (!this.isHold) return this.text("resting");
    if (!this.clock.running) return this.clock.ended ? "✓" : "";
    const isIn = (this.clock.held / 1000) % BREATH < BREATH_IN;
    this.breath.classList.toggle("hw-timer__breath--in", isIn);
    return this.text(isIn ? "in" : "out");
  }
}
