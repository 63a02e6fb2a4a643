// Pictures that stand alone: what the style sheet says is written into them.
// As attributes: the page's policy allows no style written into an element. What a parent says already is left out.
const INHERITED = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity',
  'font-family', 'font-size', 'font-weight', 'text-anchor',
];
const OWN = { opacity: '1', mask: 'none', display: 'inline' };

const SCALE = 2;

export function toSvg(svg) {
  const copy = inlined(svg, svg.cloneNode(true));
  const [, , width, height] = (svg.getAttribute('viewBox') ?? `0 0 ${svg.clientWidth} ${svg.clientHeight}`).split(' ').map(Number);
  const defs = document.querySelector('#patterns defs');
  copy.prepend(inlined(defs, defs.cloneNode(true)));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  // Room for names that the page has beside the picture.
  const left = Number(svg.dataset.left ?? 0);
  copy.setAttribute('viewBox', `${-left} 0 ${width + left} ${height}`);
  copy.setAttribute('width', width + left);
  copy.setAttribute('height', height);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
}

function inlined(svg, copy) {
  const from = [svg, ...svg.querySelectorAll('*')], to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((one, index) => {
    const style = getComputedStyle(one), above = index === 0 ? null : getComputedStyle(one.parentNode);
    // As addresses of this document a pattern is named with the page before it.
    const write = name => to[index].setAttribute(name, style.getPropertyValue(name).replaceAll(/url\("[^"#]*#([^"]+)"\)/g, 'url(#$1)'));
    INHERITED.filter(name => style.getPropertyValue(name) !== above?.getPropertyValue(name)).forEach(write);
    Object.keys(OWN).filter(name => style.getPropertyValue(name) !== OWN[name]).forEach(write);
    ['tabindex', 'role', 'class', 'data-code'].forEach(name => to[index].removeAttribute(name));
  });
  return copy;
}

export async function toPng(svg) {
  const address = URL.createObjectURL(toSvg(svg));
  try {
    const image = new Image();
    await new Promise((done, failed) => Object.assign(image, { onload: done, onerror: failed, src: address }));
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: image.width * SCALE, height: image.height * SCALE });
    const pen = canvas.getContext('2d');
    pen.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise(done => canvas.toBlob(done, 'image/png'));
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function save(blob, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
