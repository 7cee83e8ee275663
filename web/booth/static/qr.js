// guildhallQR draws an address as a QR code (ISO/IEC 18004: byte mode, level L, up
// to 271 bytes) in the browser, because the address holds the voting code, which
// the service must not be sent. Old browsers must understand it.
(function () {
  "use strict";

  // For each version from 1: error correction bytes of a block, blocks.
  var correction = [[7, 1], [10, 1], [15, 1], [20, 1], [26, 1], [18, 2], [20, 2], [24, 2], [30, 2], [18, 4]];
  var total = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346]; // bytes of a symbol
  var aligned = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

  var exp = [], log = [];
  for (var i = 0, x = 1; i < 255; i++) {
    exp[i] = x;
    log[x] = i;
    x = x << 1 ^ (x & 128 ? 0x11d : 0);
  }
  function times(a, b) { return a && b ? exp[(log[a] + log[b]) % 255] : 0; }

  // remainder is the Reed-Solomon code of a block: n bytes.
  function remainder(data, n) {
    var divisor = [1];
    for (var i = 0; i < n; i++) {
      divisor.push(0);
      for (var j = divisor.length - 1; j > 0; j--) divisor[j] ^= times(divisor[j - 1], exp[i]);
    }
    var rest = [];
    for (i = 0; i < n; i++) rest.push(0);
    for (i = 0; i < data.length; i++) {
      var factor = data[i] ^ rest.shift();
      rest.push(0);
      for (j = 0; j < n; j++) rest[j] ^= times(divisor[j + 1], factor);
    }
    return rest;
  }

  function utf8(text) {
    var out = [], s = unescape(encodeURIComponent(text));
    for (var i = 0; i < s.length; i++) out.push(s.charCodeAt(i));
    return out;
  }

  // codewords gives the symbol's bytes, blocks interleaved; null if it is too long.
  function codewords(text) {
    var bytes = utf8(text), version = 1, room;
    for (; ; version++) {
      if (version > correction.length) return null;
      room = total[version - 1] - correction[version - 1][0] * correction[version - 1][1];
      if (bytes.length + (version < 10 ? 2 : 3) <= room) break;
    }
    var bits = [];
    function put(value, n) { while (n-- > 0) bits.push(value >> n & 1); }
    put(4, 4);
    put(bytes.length, version < 10 ? 8 : 16);
    for (var i = 0; i < bytes.length; i++) put(bytes[i], 8);
    put(0, Math.min(4, room * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    var data = [];
    for (i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(""), 2));
    for (var pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
    var ecc = correction[version - 1][0], blocks = correction[version - 1][1];
    var short = Math.floor(room / blocks), long = room % blocks, parts = [], at = 0;
    for (i = 0; i < blocks; i++) {
      var size = short + (i >= blocks - long ? 1 : 0);
      var block = data.slice(at, at + size);
      at += size;
      parts.push({data: block, ecc: remainder(block, ecc)});
    }
    var out = [];
    for (i = 0; i <= short; i++) for (var b = 0; b < blocks; b++) if (i < parts[b].data.length) out.push(parts[b].data[i]);
    for (i = 0; i < ecc; i++) for (b = 0; b < blocks; b++) out.push(parts[b].ecc[i]);
    return {version: version, bytes: out};
  }

  var masks = [
    function (x, y) { return (x + y) % 2; }, function (x, y) { return y % 2; },
    function (x) { return x % 3; }, function (x, y) { return (x + y) % 3; },
    function (x, y) { return (Math.floor(x / 3) + Math.floor(y / 2)) % 2; },
    function (x, y) { return x * y % 2 + x * y % 3; },
    function (x, y) { return (x * y % 2 + x * y % 3) % 2; },
    function (x, y) { return ((x + y) % 2 + x * y % 3) % 2; }
  ];

  // guildhallQRGrid gives rows of booleans. Any mask can be read; 5 looks even.
  window.guildhallQRGrid = function (text, mask) {
    var code = codewords(text);
    if (!code) return null;
    var size = code.version * 4 + 17, grid = [], fixed = [];
    for (var y = 0; y < size; y++) {
      grid.push([]);
      fixed.push([]);
      for (var x = 0; x < size; x++) { grid[y].push(false); fixed[y].push(false); }
    }
    function set(x, y, dark) {
      if (x < 0 || y < 0 || x >= size || y >= size) return;
      grid[y][x] = !!dark;
      fixed[y][x] = true;
    }
    function rings(cx, cy, radius, dark) {
      for (var dy = -radius; dy <= radius; dy++)
        for (var dx = -radius; dx <= radius; dx++) set(cx + dx, cy + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
    for (var i = 0; i < size; i++) { set(6, i, i % 2 === 0); set(i, 6, i % 2 === 0); }
    function finder(d) { return d !== 2 && d !== 4; }
    rings(3, 3, 4, finder);
    rings(size - 4, 3, 4, finder);
    rings(3, size - 4, 4, finder);
    var at = aligned[code.version - 1], last = at.length - 1;
    for (i = 0; i <= last; i++) for (var j = 0; j <= last; j++)
      if (!(i === 0 && j === 0 || i === 0 && j === last || i === last && j === 0)) rings(at[i], at[j], 2, function (d) { return d !== 1; });
    format();
    versionInfo();
    place();
    for (y = 0; y < size; y++) for (x = 0; x < size; x++) if (!fixed[y][x] && masks[mask](x, y) === 0) grid[y][x] = !grid[y][x];
    return grid;

    function format() {
      var data = 1 << 3 | mask, rest = data; // level L is 01
      for (var i = 0; i < 10; i++) rest = rest << 1 ^ (rest >> 9) * 0x537;
      var bits = (data << 10 | rest) ^ 0x5412;
      function bit(i) { return bits >> i & 1; }
      for (i = 0; i <= 5; i++) set(8, i, bit(i));
      set(8, 7, bit(6));
      set(8, 8, bit(7));
      set(7, 8, bit(8));
      for (i = 9; i < 15; i++) set(14 - i, 8, bit(i));
      for (i = 0; i < 8; i++) set(size - 1 - i, 8, bit(i));
      for (i = 8; i < 15; i++) set(8, size - 15 + i, bit(i));
      set(8, size - 8, 1);
    }
    function versionInfo() {
      if (code.version < 7) return;
      var rest = code.version;
      for (var i = 0; i < 12; i++) rest = rest << 1 ^ (rest >> 11) * 0x1f25;
      var bits = code.version << 12 | rest;
      for (i = 0; i < 18; i++) {
        var a = size - 11 + i % 3, b = Math.floor(i / 3);
        set(a, b, bits >> i & 1);
        set(b, a, bits >> i & 1);
      }
    }
    function place() {
      var i = 0;
      for (var right = size - 1; right >= 1; right -= 2) {
        if (right === 6) right = 5;
        for (var step = 0; step < size; step++)
          for (var j = 0; j < 2; j++) {
            var x = right - j, y = (right + 1 & 2) === 0 ? size - 1 - step : step;
            if (fixed[y][x]) continue;
            if (i < code.bytes.length * 8) grid[y][x] = (code.bytes[i >> 3] >> 7 - (i & 7) & 1) === 1;
            i++;
          }
      }
    }
  };

  window.guildhallQR = function (text) {
    var grid = window.guildhallQRGrid(text, 5);
    if (!grid) return null;
    var namespace = "http://www.w3.org/2000/svg", quiet = 4, size = grid.length + 2 * quiet, d = "";
    for (var y = 0; y < grid.length; y++) for (var x = 0; x < grid.length; x++) if (grid[y][x]) d += "M" + (x + quiet) + " " + (y + quiet) + "h1v1h-1z";
    var svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "0 0 " + size + " " + size);
    svg.setAttribute("width", "240");
    svg.setAttribute("height", "240");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", "The address as a QR code");
    svg.setAttribute("shape-rendering", "crispEdges");
    var ground = document.createElementNS(namespace, "rect");
    ground.setAttribute("width", String(size));
    ground.setAttribute("height", String(size));
    ground.setAttribute("fill", "#fff");
    var path = document.createElementNS(namespace, "path");
    path.setAttribute("d", d);
    svg.appendChild(ground);
    svg.appendChild(path);
    return svg;
  };
})();
