/**
 * MathML Core's presentation elements and their attributes: what browsers and readers draw. https://www.w3.org/TR/mathml-core/
 * None of them leads anywhere or reacts; `maction`, `href`, `annotation-xml` and what only old browsers know are not among them.
 */
export const MATH_ELEMENTS: readonly string[] =
  'math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd semantics'.split(
    ' ',
  );

const LENGTHS = ['width', 'height', 'depth', 'lspace', 'rspace', 'voffset'];
const STYLE = ['displaystyle', 'scriptlevel', 'mathvariant'];

/** By element; `dir`, which all of them have, is allowed everywhere. */
export const MATH_ATTRIBUTES: Readonly<Record<string, string[]>> = {
  math: ['display', ...STYLE],
  mi: ['mathvariant'],
  mstyle: STYLE,
  mo: ['form', 'fence', 'separator', 'lspace', 'rspace', 'stretchy', 'symmetric', 'maxsize', 'minsize', 'largeop', 'movablelimits'],
  mspace: ['width', 'height', 'depth'],
  mpadded: LENGTHS,
  mfrac: ['linethickness'],
  munder: ['accentunder'],
  mover: ['accent'],
  munderover: ['accent', 'accentunder'],
  mtable: ['columnalign', 'columnspacing', 'rowspacing'],
  mtd: ['columnspan', 'rowspan', 'columnalign'],
};
