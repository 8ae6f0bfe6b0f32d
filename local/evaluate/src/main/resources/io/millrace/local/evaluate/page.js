const hidden = new Set();
const shown = (value, percent) => percent ? (100 * value).toFixed(2) + " %" : Number(value.toPrecision(4)).toLocaleString("en");

for (const chart of document.querySelectorAll(".chart")) {
  const svg = chart.querySelector("svg"), tip = chart.querySelector(".tip");
  const cross = svg.querySelector(".cross"), dots = svg.querySelector(".dots");
  const { lines, percent } = data.charts[svg.id];
  const { left, right, top, bottom, low, high, rows } = Object.fromEntries(
    Object.entries(svg.dataset).map(([key, value]) => [key, Number(value)]));
  const x = row => left + row / rows * (right - left);
  const y = value => bottom - (value - low) / (high - low) * (bottom - top);
  const leave = () => {
    tip.style.visibility = cross.style.visibility = "hidden";
    dots.replaceChildren();
  };
  svg.addEventListener("pointerleave", leave);
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    const row = ((event.clientX - box.left) * svg.viewBox.baseVal.width / box.width - left) / (right - left) * rows;
    let at = data.rows.findIndex(each => each >= row);
    if (at < 0) at = data.rows.length - 1;
    if (at > 0 && row - data.rows[at - 1] < data.rows[at] - row) at--;
    const seen = lines.map((line, index) => ({ ...line, index, value: line.values[at] }))
      .filter(line => !hidden.has(line.index) && line.value !== null).sort((a, b) => b.value - a.value);
    cross.setAttribute("x1", x(data.rows[at]));
    cross.setAttribute("x2", x(data.rows[at]));
    cross.style.visibility = tip.style.visibility = "visible";
    dots.innerHTML = seen.filter(line => line.value >= low && line.value <= high).map(line =>
      `<circle class="${line.style}" r="3.5" cx="${x(data.rows[at])}" cy="${y(line.value)}"/>`).join("");
    tip.innerHTML = `<b>row ${data.rows[at].toLocaleString("en")}</b>` + seen.map(line =>
      `<div><svg viewBox="0 0 18 8"><path class="line ${line.style}" d="M1 4L17 4"/></svg><span>${line.name}</span><span>${shown(line.value, percent)}</span></div>`).join("");
    const place = x(data.rows[at]) / svg.viewBox.baseVal.width * box.width;
    tip.style.left = (place > box.width / 2 ? place - tip.offsetWidth - 14 : place + 14) + "px";
  });
}

for (const button of document.querySelectorAll(".legend button")) {
  button.addEventListener("click", () => {
    const line = Number(button.dataset.line), off = !hidden.has(line);
    off ? hidden.add(line) : hidden.delete(line);
    button.setAttribute("aria-pressed", String(!off));
    document.querySelectorAll(`.chart path[data-line="${line}"]`).forEach(path => path.classList.toggle("off", off));
  });
}
