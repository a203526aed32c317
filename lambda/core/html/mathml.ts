/**
 * MathML Core presentation elements, without links and actions (`href`, `maction`, `annotation-xml`), and TeX as annotation. https://www.w3.org/TR/mathml-core/
 */
export const MATH_ELEMENTS: readonly string[] =
  'math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd semantics annotation'.split(
    ' ',
  );

const LENGTHS = ['width', 'height', 'depth', 'lspace', 'rspace', 'voffset'];
const STYLE = ['displaystyle', 'scriptlevel', 'mathvariant'];

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
