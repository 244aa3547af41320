// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Does the group operations, hashing and field work of a verifier of a given shape, without verifying anything: what a
/// design would cost before it is built (docs/decisions/0013-on-chain-verifier.md).
contract GasPrototype {
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    /// @param points Curve points in calldata, each multiplied by a scalar and added.
    /// @param scalars Scalars in calldata, each checked against r and used in `products` products.
    /// @param pairs Pairs of the pairing check.
    function run(uint256[] calldata points, uint256[] calldata scalars, uint256 products, uint256 pairs) external view returns (uint256 result) {
        unchecked {
            uint256[6] memory m;
            (m[4], m[5]) = (points[0], points[1]);
            result = uint256(keccak256(msg.data));
            for (uint256 i = 0; i < scalars.length; ++i) {
                require(scalars[i] < R);
                for (uint256 j = 0; j < products; ++j) result = addmod(mulmod(result, scalars[i], R), j, R);
            }
            for (uint256 i = 0; i < points.length; i += 2) {
                (m[0], m[1], m[2]) = (points[i], points[i + 1], result);
                bool ok;
                assembly ("memory-safe") {
                    ok := staticcall(7000, 7, m, 0x60, m, 0x40)
                    mstore(add(m, 0x40), mload(add(m, 0x80)))
                    mstore(add(m, 0x60), mload(add(m, 0xa0)))
                    ok := and(ok, staticcall(500, 6, m, 0x80, add(m, 0x80), 0x40))
                }
                require(ok);
            }
            uint256[] memory input = new uint256[](6 * pairs);
            for (uint256 i = 0; i < pairs; ++i) {
                (input[6 * i], input[6 * i + 1]) = (1, 2);
                input[6 * i + 2] = 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
                input[6 * i + 3] = 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
                input[6 * i + 4] = 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b;
                input[6 * i + 5] = 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa;
            }
            assembly ("memory-safe") {
                let ok := staticcall(gas(), 8, add(input, 0x20), mul(mload(input), 0x20), m, 0x20)
                result := add(result, mload(m))
            }
        }
    }
}
