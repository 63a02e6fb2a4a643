// Pictures that stand alone: what the style sheet says is written into them.
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'mask', 'display'];

const SCALE = 2;

export function toSvg(svg) {
  const copy = inlined(svg, svg.cloneNode(true));
  const [, , width, height] = (svg.getAttribute('viewBox') ?? `0 0 ${svg.clientWidth} ${svg.clientHeight}`).split(' ').map(Number);
  const defs = document.querySelector('#patterns defs');
  copy.prepend(inlined(defs, defs.cloneNode(true)));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
}

function inlined(svg, copy) {
  const from = [svg, ...svg.querySelectorAll('*')], to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((one, index) => {
    const style = getComputedStyle(one);
    // As addresses of this document a pattern is named with the page before it.
    to[index].setAttribute('style', STYLES.map(name => `${name}:${style.getPropertyValue(name).replaceAll(/url\("[^"#]*#/g, 'url("#').replaceAll('"', "'")}`).join(';'));
    ['tabindex', 'role', 'class'].forEach(name => to[index].removeAttribute(name));
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
